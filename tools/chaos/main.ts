// `npm run chaos -- registration` and `-- outage`: kills parts of a running platform and proves by counting that nothing was lost.
import { parseArgs } from 'node:util'
import { runMain, stopSignal } from '../launcher/command.js'
import { Impossible } from '../launcher/component.js'
import { runOutages } from './outage.js'
import { runRegistration } from './registration.js'

void runMain(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { people: { type: 'string', default: '1000' } },
  })
  const [scenario] = positionals
  if (scenario === 'outage') return outage()
  if (scenario !== 'registration')
    throw new Impossible(
      `there is no scenario "${scenario ?? ''}"`,
      'npm run chaos -- registration, or -- outage',
    )
  const people = Number(values.people)
  if (!Number.isInteger(people) || people < 10 || people > 100_000)
    throw new Impossible(
      `--people ${values.people} is not a number from 10 to 100000`,
      'for example --people 1000',
    )
  const result = await runRegistration({
    people,
    brokerKills: 2,
    serviceKills: 3,
    signal: stopSignal(),
    say: console.log,
  })
  console.log(JSON.stringify(result))
  const good = result.lost === 0 && result.doubled === 0 && result.parked === 0 && result.profiles === people
  console.log(good ? 'every registration has one profile' : 'NOT every registration has one profile')
  return good ? 0 : 1
})

async function outage(): Promise<number> {
  const { outages, serviceRestarts } = await runOutages({ signal: stopSignal(), say: console.log })
  for (const one of outages) console.log(JSON.stringify(one))
  const good = serviceRestarts === 0 && outages.every(({ worksAgain }) => worksAgain)
  console.log(good ? 'every service stayed up and healed by itself' : 'NOT every service healed by itself')
  return good ? 0 : 1
}
