// `npm run status`: a table of all parts; exit code 0 only if every one of them is healthy.
import { parseNothing } from './arguments.js'
import { runMain } from './command.js'
import { readJson } from './json-file.js'
import { lockHolder } from './lock.js'
import { findOrphans } from './orphans.js'
import { LOCK_FILE, ROOT, STACK_FILE, STACK_FOLDER } from './places.js'
import { processIdentity } from './process-identity.js'
import { memoryBytes } from './process-memory.js'
import { askReady, withoutLogin } from './service-answer.js'
import type { ProcessRecord, StackRecord } from './stack-record.js'
import { duration, megabytes, table } from './table.js'
import { answersAt } from './wait-until.js'

interface Row {
  cells: string[]
  healthy: boolean
}

const HEADINGS = ['NAME', 'STATE', 'PID', 'UP', 'MEMORY', 'RESTARTS', 'ADDRESS', 'ANSWER']

void runMain(async () => {
  parseNothing('npm run status', process.argv.slice(2))
  const stack = readJson<StackRecord>(STACK_FILE)
  if (!lockHolder(LOCK_FILE, ROOT) || !stack) return tellNothingRuns()
  const rows = await Promise.all([
    ...Object.entries(stack.components).map(([name, part]) => componentRow(name, part, stack)),
    ...stack.processes.filter(({ name }) => !(name in stack.components)).map(processRow),
  ])
  for (const line of table([HEADINGS, ...rows.map(({ cells }) => cells)])) console.log(line)
  const sick = rows.filter(({ healthy }) => !healthy).length
  const all = stack.state === 'ready' && sick === 0
  console.log(
    all
      ? '\nAll healthy.'
      : `\nThe stack is ${stack.state}; ${sick} of ${rows.length} parts are not healthy.`,
  )
  return all ? 0 : 1
})

function tellNothingRuns(): number {
  const orphans = findOrphans(STACK_FOLDER)
  console.log('EventFlow does not run from this folder. npm start starts it.')
  if (orphans.length) {
    const names = orphans.map(({ name, pid }) => `${name} (pid ${pid})`).join(', ')
    console.log(`A launcher that was killed has left running: ${names}. npm start or npm run stop ends them.`)
  }
  return 1
}

/** A component may be somebody else's: then it has an address, but no process of ours. */
async function componentRow(
  name: string,
  { address }: { address?: string },
  stack: StackRecord,
): Promise<Row> {
  const own = stack.processes.find((process) => process.name === name)
  if (own) return processRow(own)
  const healthy = address === undefined || (await answersAt(address))
  const cells = [
    name,
    'not ours',
    '',
    '',
    '',
    '',
    withoutLogin(address ?? ''),
    healthy ? 'ready' : 'nothing answers',
  ]
  return { cells, healthy }
}

async function processRow({
  name,
  kind,
  pid = -1,
  identity,
  restarts,
  startedAt,
  address,
}: ProcessRecord): Promise<Row> {
  const runs = identity !== undefined && processIdentity(pid) === identity
  const answer = await askPart(kind, address)
  const cells = [
    name,
    runs ? 'running' : 'ended',
    runs ? String(pid) : '',
    runs ? duration(Date.now() - Date.parse(startedAt)) : '',
    runs ? megabytes(memoryBytes(pid)) : '',
    String(restarts),
    withoutLogin(address ?? ''),
    answer,
  ]
  return { cells, healthy: runs && (answer === 'ready' || answer === '') }
}

async function askPart(kind: ProcessRecord['kind'], address: string | undefined): Promise<string> {
  if (!address) return ''
  if (kind === 'service') return askReady(address)
  return (await answersAt(address)) ? 'ready' : 'nothing answers'
}
