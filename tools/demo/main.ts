// `npm run demo -- <name>`: shows on the running platform what happens, live and with times.
import { runMain } from '../launcher/command.js'
import { Impossible } from '../launcher/component.js'
import { readJson } from '../launcher/json-file.js'
import { STACK_FILE } from '../launcher/places.js'
import type { StackRecord } from '../launcher/stack-record.js'
import { understood } from '../launcher/understood.js'
import { showActivity } from './activity.js'

const demos: Readonly<Record<string, (stack: RunningStack) => Promise<void>>> = { activity: showActivity }
const usage = Object.keys(demos)
  .map((name) => `npm run demo -- ${name}`)
  .join(', or ')

export interface RunningStack {
  gateway: string
  mailbox: string | undefined
}

void runMain(async () => {
  const { positionals } = understood(process.argv.slice(2), {}, usage)
  const [name = '', ...others] = positionals
  const demo = demos[name]
  if (!demo) throw new Impossible(name ? `there is no demo "${name}"` : 'which demo?', usage)
  if (others.length > 0) throw new Impossible(`"${others[0]}" is not understood`, usage)
  await demo(runningStack())
  return 0
})

function runningStack(): RunningStack {
  const stack = readJson<StackRecord>(STACK_FILE)
  if (!stack?.gateway)
    throw new Impossible(
      'EventFlow does not run from this folder',
      'npm start starts it; then run this again in a second terminal',
    )
  if (stack.state !== 'ready')
    throw new Impossible(
      `EventFlow is ${stack.state}`,
      'wait until npm start says that it runs, then try again',
    )
  return { gateway: stack.gateway, mailbox: stack.mailbox }
}
