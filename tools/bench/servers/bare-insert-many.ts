// The limit of a fan-out: insertMany of the same documents, five hundred at a time, four side by side.
import { randomBytes, randomUUID } from 'node:crypto'
import { stackAddresses } from '@eventflow/testing'
import { createConnection } from 'mongoose'
import { contend } from './contending.js'
import { rateOf, timed } from './spent.js'

const chunk = 500
const sideBySide = 4

async function main(): Promise<void> {
  const database = new URL(stackAddresses().mongoUrl)
  database.pathname = `/bench_bare_${randomBytes(5).toString('hex')}`
  const documents = await createConnection(database.href).asPromise()
  const entries = documents.collection('entries')
  const by = randomUUID()
  const owners = Array.from({ length: chunk }, () => randomUUID())
  let next = 0
  const insert = async () => {
    const key = `2gosa7rgv4w:${randomUUID()}:created:${next++}`
    const rows = owners.map((owner) => ({ _id: `${owner}:${key}`, by, kind: 'task', addedAt: new Date() }))
    await entries.insertMany(rows as never[], { ordered: false })
  }
  await contend({
    measure: async (seconds) => {
      const endsAt = performance.now() + seconds * 1_000
      let chunks = 0
      const one = async () => {
        for (; performance.now() < endsAt; chunks++) await insert()
      }
      const spent = await timed(() => Promise.all(Array.from({ length: sideBySide }, one)))
      return rateOf(spent, chunks * chunk)
    },
    close: async () => {
      await documents.dropDatabase()
      await documents.close()
    },
  })
}

void main()
