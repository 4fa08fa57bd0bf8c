// The limit of notification-decisions: the documents that one event left, inserted again by the driver alone, under other ids.
import { contend } from './contending.js'
import { rateOf, timed } from './spent.js'
import { channelsEach, peopleTold, told, toldPeople } from './told-people.js'

const documentsAtOnce = 500

async function main(): Promise<void> {
  const people = await toldPeople()
  await people.tell(1)
  const { database } = people
  const patterns = await Promise.all(told.map((name) => database.collection(name).find().toArray()))
  await people.clear()
  let copies = 0

  const insertAll = async () => {
    const copy = copies++
    for (const [index, name] of told.entries()) {
      const documents = (patterns[index] ?? []).map((one) => ({ ...one, _id: `${copy}:${String(one._id)}` }))
      for (let at = 0; at < documents.length; at += documentsAtOnce) {
        const some = documents.slice(at, at + documentsAtOnce)
        await database.collection(`bare_${name}`).insertMany(some as never[], { ordered: false })
      }
    }
  }
  const measure = async (seconds: number) => {
    let events = 0
    const endsAt = performance.now() + seconds * 1_000
    const spent = await timed(async () => {
      while (performance.now() < endsAt) {
        await insertAll()
        events++
      }
    })
    for (const name of told) await database.collection(`bare_${name}`).deleteMany({})
    return rateOf(spent, events * peopleTold * channelsEach)
  }
  await contend({ measure, close: people.close })
}

void main()
