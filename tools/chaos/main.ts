// `npm run chaos -- <scenario>`: kills parts of a running platform and proves by counting that nothing was lost.
import { runMain, stopSignal } from '../launcher/command.js'
import { Impossible } from '../launcher/component.js'
import { runCluster } from './cluster.js'
import { activities, engagement, sync } from './engagement-scenarios.js'
import { runErasure } from './erasure.js'
import { isGood, runGateway } from './gateway.js'
import { runKeys } from './keys.js'
import { type MessagingResult, runMessaging } from './messaging.js'
import { count, type Options, parseOptions, seedFrom } from './options.js'
import { runOutages } from './outage.js'
import { runRegistration } from './registration.js'

const scenarios = {
  gateway,
  registration,
  outage,
  messaging,
  cluster,
  keys,
  erasure,
  engagement,
  activities,
  sync,
}

void runMain(async () => {
  const { values, positionals } = parseOptions()
  const [name = ''] = positionals
  const scenario = Object.entries(scenarios).find(([one]) => one === name)?.[1]
  if (!scenario)
    throw new Impossible(
      `there is no scenario "${name}"`,
      `npm run chaos -- ${Object.keys(scenarios).join(', or -- ')}`,
    )
  return scenario(values)
})

async function registration({ people: given }: Options): Promise<number> {
  const people = count('people', given ?? '1000', { least: 10, most: 100_000 })
  const kills = { brokerKills: 2, serviceKills: 3 }
  const result = await runRegistration({ people, ...kills, signal: stopSignal(), say: console.log })
  console.log(JSON.stringify(result))
  const good = result.lost === 0 && result.doubled === 0 && result.parked === 0 && result.profiles === people
  console.log(good ? 'every registration has one profile' : 'NOT every registration has one profile')
  return good ? 0 : 1
}

async function outage(): Promise<number> {
  const { outages, serviceRestarts } = await runOutages({ signal: stopSignal(), say: console.log })
  for (const one of outages) console.log(JSON.stringify(one))
  const good = serviceRestarts === 0 && outages.every(({ worksAgain }) => worksAgain)
  console.log(good ? 'every service stayed up and healed by itself' : 'NOT every service healed by itself')
  return good ? 0 : 1
}

/** After a minute of bad instances only the calls that try whether they are well may be lost. */
async function gateway({ seconds }: Options): Promise<number> {
  const result = await runGateway({
    seconds: count('seconds', seconds, { least: 4, most: 600 }),
    signal: stopSignal(),
    say: console.log,
  })
  console.log(JSON.stringify(result, null, 2))
  const good = isGood(result)
  console.log(good ? 'only calls that may go twice did, and few were lost' : 'NOT what a gateway promises')
  return good ? 0 : 1
}

async function keys({ seconds, lead }: Options): Promise<number> {
  const result = await runKeys({
    seconds: count('seconds', seconds, { least: 2, most: 600 }),
    leadSeconds: count('lead', lead, { least: 0, most: 60 }),
    signal: stopSignal(),
    say: console.log,
  })
  console.log(JSON.stringify(result))
  const good = result.refused === 0 && result.failed === 0
  console.log(good ? 'no live token was refused' : 'NOT every live token was accepted')
  return good ? 0 : 1
}

/** What the mailbox holds is outside: mails that were sent are the receiver's. */
async function erasure(): Promise<number> {
  const { receipts, before, after } = await runErasure({ signal: stopSignal(), say: console.log })
  for (const { place, count } of before) console.log(`before  ${place}: ${count}`)
  for (const { service, status, counts } of receipts)
    console.log(`receipt ${service}: ${status} ${JSON.stringify(counts ?? {})}`)
  for (const { place, count } of after) console.log(`FOUND   ${place}: ${count}`)
  console.log(`${after.length} findings`)
  const good = after.length === 0 && receipts.every(({ status }) => status === 'done')
  return good ? 0 : 1
}

/** On three nodes; slower, since each of its faults takes a quarter of a minute and more. */
async function cluster({ minutes, seed: given }: Options): Promise<number> {
  const seed = seedFrom(given)
  const seconds = 60 * count('minutes', minutes, { least: 1, most: 600 })
  return tell(
    await runCluster({
      letters: 100 * seconds,
      seconds,
      seed,
      signal: stopSignal(),
      say: console.log,
    }),
  )
}

async function messaging({ letters, minutes, seed: given }: Options): Promise<number> {
  const seconds = 60 * count('minutes', minutes, { least: 1, most: 600 })
  const seed = seedFrom(given)
  return tell(
    await runMessaging({
      letters: count('letters', letters, { least: 1_000, most: 1_000_000 }),
      seconds,
      seed,
      deletesQueue: true,
      signal: stopSignal(),
      say: console.log,
    }),
  )
}

function tell(result: MessagingResult): number {
  console.log(JSON.stringify(result))
  const { sent, handled, lost, doubled, outOfOrder, duplicatesDropped, parked } = result
  console.log(
    `sent ${sent}, handled ${handled}, duplicates dropped ${duplicatesDropped}, parked ${parked}, ` +
      `lost ${lost}, doubled ${doubled}, out of order ${outOfOrder}`,
  )
  return result.clean ? 0 : 1
}
