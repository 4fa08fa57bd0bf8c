// `npm run topology -- check|apply`: compares a running broker with the topology that the code wants, and puts right what it may.
import { explain, runMain } from '../launcher/command.js'
import { Impossible } from '../launcher/component.js'
import { understood } from '../launcher/understood.js'
import { applyCures } from './apply.js'
import { type BrokerState, readBroker } from './broker-state.js'
import { compare } from './compare.js'
import { type ChosenBroker, findBroker } from './find-broker.js'
import { adviceLines, lineOf, reportLines } from './report.js'

const usage = 'npm run topology -- check, or -- apply; either takes --json'

void runMain(async () => {
  try {
    return await topology(parseCommand(process.argv.slice(2)))
  } catch (error) {
    explain(error)
    // 1 says that the broker was asked and differs.
    return 2
  }
})

interface Command {
  act: 'check' | 'apply'
  json: boolean
}

function parseCommand(args: string[]): Command {
  const { values, positionals } = understood(args, { json: { type: 'boolean' } }, usage)
  const [act, ...others] = positionals
  if ((act !== 'check' && act !== 'apply') || others.length > 0)
    throw new Impossible(act ? `"${positionals.join(' ')}" is not understood` : 'what is to be done?', usage)
  return { act, json: values.json === true }
}

async function topology({ act, json }: Command): Promise<number> {
  const broker = findBroker()
  const say = json ? () => undefined : console.log
  const state = await ask(broker)
  const { vhost } = broker.wanted
  const place = { rabbitmq: state.version, vhost }
  say(`RabbitMQ ${state.version}, virtual host ${vhost}`)
  const first = compare(broker.wanted, state)
  for (const line of reportLines(first)) say(line)
  if (act === 'check') {
    if (json) console.log(JSON.stringify({ ...place, ...first }, null, 2))
    for (const line of adviceLines(first.drift)) say(line)
    return first.drift.length === 0 ? 0 : 1
  }
  const applied = await applyCures(broker.managementUrl, first.drift)
  const left = compare(broker.wanted, await ask(broker))
  if (json) console.log(JSON.stringify({ ...place, applied, ...left }, null, 2))
  for (const one of applied) say(`done: ${lineOf(one)}`)
  for (const line of adviceLines(left.drift)) say(line)
  say(left.drift.length === 0 ? 'no drift is left' : `${left.drift.length} left, each as the line above says`)
  return left.drift.length === 0 ? 0 : 1
}

async function ask({ managementUrl, wanted }: ChosenBroker): Promise<BrokerState> {
  try {
    return await readBroker(managementUrl, wanted.vhost)
  } catch (error) {
    const { message, cause } = error as Error & { cause?: { code?: string } }
    throw new Impossible(
      `the broker's management interface at ${new URL(managementUrl).host} cannot be asked: ${cause?.code ?? message}`,
      'start it, or name another by RABBITMQ_URL (with the virtual host) and RABBITMQ_MANAGEMENT_URL (with an administrator)',
    )
  }
}
