// `npm run bench [-- row or group ...]`: ours beside the limit in one run; writes docs/generated/bench.md and bench.json.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runMain, stopSignal } from '../launcher/command.js'
import { Impossible } from '../launcher/component.js'
import { ROOT } from '../launcher/places.js'
import { chooseRows } from './choose-rows.js'
import { machineFacts } from './machine.js'
import { measureRow } from './measure.js'
import { page, type Report, section } from './report.js'
import type { MeasuredRow, Row } from './row.js'
import { activityRows } from './rows/activity.js'
import { feedRows } from './rows/feed.js'
import { gatewayRows } from './rows/gateway.js'
import { idleRoute } from './rows/idle-route.js'
import { login } from './rows/login.js'
import { notificationDecisions } from './rows/notification.js'
import { outboxBacklog } from './rows/outbox-backlog.js'
import { commitToHandled, outboxToHandled, soak } from './rows/outbox-to-handled.js'
import { publishToHandled } from './rows/publish-to-handled.js'
import { readsWhileLoggingIn } from './rows/reads-while-logging-in.js'
import { verdictOf } from './verdict.js'
import { withStack } from './with-stack.js'

const allRows: readonly Row[] = [
  idleRoute,
  ...gatewayRows,
  login,
  readsWhileLoggingIn,
  notificationDecisions,
  publishToHandled,
  outboxToHandled,
  outboxBacklog,
  commitToHandled,
  soak,
  ...activityRows,
  ...feedRows,
]
const markdownFile = join(ROOT, 'docs', 'generated', 'bench.md')
const jsonFile = join(ROOT, 'docs', 'generated', 'bench.json')

void runMain(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      minutes: { type: 'string', default: '1' },
    },
  })
  // Quick is for trying out a change: the figures of a single second are no figures to keep.
  const usual = values.quick ? { rounds: '2', seconds: '1' } : { rounds: '5', seconds: '5' }
  const rows = chooseRows(allRows, positionals)
  const pace = {
    rounds: wholeNumber('rounds', values.rounds ?? usual.rounds),
    seconds: wholeNumber('seconds', values.seconds ?? usual.seconds),
    minutes: wholeNumber('minutes', values.minutes),
  }
  const measured: MeasuredRow[] = []
  const infrastructure = await withStack(
    rows.some(({ needsStack }) => needsStack),
    stopSignal(),
    async (environment) => {
      for (const row of rows) measured.push(await measureRow(row, { pace, environment, say: console.log }))
    },
  )
  const report: Report = {
    at: new Date().toISOString(),
    machine: machineFacts(infrastructure),
    pace,
    rows: withOthers(measured),
  }
  writeFileSync(markdownFile, page(report))
  writeFileSync(jsonFile, `${JSON.stringify(report, null, 2)}\n`)
  for (const row of measured) console.log(section(row))
  for (const row of measured) {
    const { reached, wanted, found } = verdictOf(row)
    console.log(`${reached ? 'reached' : 'MISSED '} ${row.name}: ${found}; to reach: ${wanted}`)
  }
  return 0
})

function wholeNumber(name: string, text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1 || number > 60)
    throw new Impossible(`--${name} ${text} is not a whole number from 1 to 60`, `for example --${name} 5`)
  return number
}

/** Rows that were not measured this time stay as they were. */
function withOthers(measured: readonly MeasuredRow[]): MeasuredRow[] {
  const known = existsSync(jsonFile) ? (JSON.parse(readFileSync(jsonFile, 'utf8')) as Report).rows : []
  return allRows.flatMap(({ name }) => {
    const row = measured.find((one) => one.name === name) ?? known.find((one) => one.name === name)
    return row ? [row] : []
  })
}
