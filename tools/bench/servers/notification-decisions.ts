// Ours of notification-decisions: events are told to everybody who follows, each decided for each person and channel.
import { contend } from './contending.js'
import { rateOf, timed } from './spent.js'
import { channelsEach, peopleTold, toldPeople } from './told-people.js'

/** As many as one process tells side by side. */
const eventsAtOnce = 4

async function main(): Promise<void> {
  const people = await toldPeople()
  const measure = async (seconds: number) => {
    let events = 0
    const endsAt = performance.now() + seconds * 1_000
    const spent = await timed(async () => {
      while (performance.now() < endsAt) {
        await people.tell(eventsAtOnce)
        events += eventsAtOnce
      }
    })
    const { decisions, notifications } = await people.count()
    const owed = events * peopleTold
    await people.clear()
    const lost = Math.max(0, owed - Math.min(decisions, notifications))
    const doubled = Math.max(0, Math.max(decisions, notifications) - owed)
    return { ...rateOf(spent, owed * channelsEach), lost, doubled }
  }
  await contend({ measure, close: people.close })
}

void main()
