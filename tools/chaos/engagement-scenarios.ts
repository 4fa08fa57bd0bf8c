// The scenarios about what people do: what each of them takes, prints, and calls good.
import { stopSignal } from '../launcher/command.js'
import { runActivities } from './activities.js'
import { runEngagement } from './engagement.js'
import { count, type Options, seedFrom } from './options.js'
import { runSync } from './sync.js'

const findingsShown = 50

export async function engagement({ people, minutes, seed }: Options): Promise<number> {
  const { findings, ...counts } = await runEngagement({
    people: count('people', people ?? '200', { least: 10, most: 2_000 }),
    seconds: 60 * count('minutes', minutes, { least: 1, most: 600 }),
    seed: seedFrom(seed),
    atOnce: 12,
    roundMs: 30_000,
    signal: stopSignal(),
    say: console.log,
  })
  console.log(JSON.stringify(counts, null, 2))
  for (const finding of findings.slice(0, findingsShown)) console.log(`FOUND ${finding}`)
  const { sent, strictReads, feeds, inboxes, told } = counts
  console.log(
    `sent ${sent}, strict reads ${strictReads}, checked ${feeds} feeds, ${inboxes} inboxes ` +
      `and ${told} pairs of an event and a person: ${findings.length} findings`,
  )
  return findings.length === 0 ? 0 : 1
}

/** The worker of the activities is killed every ten seconds while they are posted. */
export async function activities({ activities: given }: Options): Promise<number> {
  const activities = count('activities', given, { least: 1_000, most: 10_000_000 })
  const result = await runActivities({
    activities,
    perSecond: 2_000,
    killEveryMs: 10_000,
    signal: stopSignal(),
    say: console.log,
  })
  console.log(JSON.stringify(result))
  const { posted, stored, missing, foreign, duplicatesPosted, kills } = result
  console.log(
    `posted ${posted} and ${duplicatesPosted} of them twice, worker killed ${kills} times: ` +
      `stored ${stored}, missing ${missing}, not ours ${foreign}`,
  )
  return stored === posted && missing === 0 && foreign === 0 ? 0 : 1
}

export async function sync({ writes: given, seed }: Options): Promise<number> {
  const result = await runSync({
    writes: count('writes', given, { least: 30, most: 1_000_000 }),
    seed: seedFrom(seed),
    pairs: 24,
    signal: stopSignal(),
    say: console.log,
  })
  console.log(JSON.stringify(result, null, 2))
  const { writes, missed, late, withoutToken } = result
  console.log(
    `${writes} writes read back at once: ${missed} missed, ${late} told to be late by Sync-Lag; ` +
      `of ${withoutToken.reads} reads without the token ${withoutToken.missed} missed`,
  )
  return missed === 0 && late === 0 ? 0 : 1
}
