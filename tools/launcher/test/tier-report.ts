// Turns what a process that runs specs says into lines for people, file by file, and counts it.
import { relative } from 'node:path'
import { styleText } from 'node:util'
import type { Tally } from './tally.js'

interface TestEvent {
  fullTitle: string
  duration?: number
  slow?: boolean
  err?: string
  stack?: string | null
}

export type SpecEvent =
  | ['file', { file: string }]
  | ['through', { file: string }]
  | ['pass' | 'fail', TestEvent]
  | ['skip', TestEvent]
  | ['end', object]

/** What `run-specs-main` prints, among other lines that the tests themselves may print. */
export function parseEvent(line: string): SpecEvent | undefined {
  if (!/^\["(file|through|pass|fail|skip|end)",\{/.test(line)) return undefined
  try {
    return JSON.parse(line) as SpecEvent
  } catch {
    return undefined
  }
}

export interface TierReport {
  /** Takes a line that the run printed. */
  take(line: string): void
  /** Counts of what has been reported so far. */
  tally(): Tally
  /** The file that has begun and is not through. */
  current(): string | undefined
  /** True once all that could be claimed was run. */
  ended(): boolean
  /** Shows what there is of a file that will not come to its end. */
  flush(): void
  /** How long each file took that was run to its end, in milliseconds. */
  times(): Record<string, number>
  /** Failed tests with their stacks, to be shown last, where they are looked for. */
  failures(): Failure[]
}

export interface Failure {
  fullTitle: string
  lines: string[]
}

/** A file that takes as long shows its time. */
const longFileMs = 5_000

/** Of a file all is shown at once when it is through: several processes report side by side. */
export function createTierReport(root: string, print: (line: string) => void): TierReport {
  let block: string[] = []
  let file: string | undefined
  let startedAt = 0
  let hasEnded = false
  const count = { passed: 0, failed: 0, skipped: 0 }
  const times: Record<string, number> = {}
  const failed: Array<TestEvent & { file: string }> = []

  const flush = (ms = 0) => {
    const time = ms >= longFileMs ? ` (${Math.round(ms / 1_000)} s)` : ''
    if (file) print(`  ${styleText('bold', `${shortName(root, file)}${time}`)}`)
    for (const line of block) print(line)
    block = []
  }
  const onTest = (kind: 'pass' | 'fail', test: TestEvent) => {
    block.push(`    ${kind === 'pass' ? styleText('green', '✔') : styleText('red', '✘')} ${nameOf(test)}`)
    if (kind === 'pass') count.passed++
    else {
      count.failed++
      failed.push({ ...test, file: file ?? '' })
    }
  }
  const onThrough = (name: string) => {
    const ms = Date.now() - startedAt
    times[relative(root, name)] = ms
    flush(ms)
    file = undefined
  }
  const onEvent = (event: SpecEvent) => {
    if (event[0] === 'file') {
      file = event[1].file
      startedAt = Date.now()
    } else if (event[0] === 'through') onThrough(event[1].file)
    else if (event[0] === 'end') hasEnded = true
    else if (event[0] === 'skip') count.skipped++
    else onTest(event[0], event[1])
  }
  return {
    take: (line) => {
      const event = parseEvent(line)
      if (event) onEvent(event)
      else if (file) block.push(`    ${styleText('dim', line)}`)
      else print(`    ${styleText('dim', line)}`)
    },
    tally: () => ({ ...count }),
    current: () => file && shortName(root, file),
    ended: () => hasEnded,
    flush: () => flush(),
    times: () => times,
    failures: () => failed.map((test) => ({ fullTitle: test.fullTitle, lines: failureLines(root, test) })),
  }
}

/** Slow ones show their time, so that they are noticed. */
function nameOf({ fullTitle, duration, slow }: TestEvent): string {
  return slow ? `${fullTitle} (${duration} ms)` : fullTitle
}

export const failureText = ({ fullTitle, lines }: Failure, number: number): string[] => [
  '',
  styleText('red', `  ${number}) ${fullTitle}`),
  ...lines,
]

function failureLines(root: string, { file, err, stack }: TestEvent & { file: string }): string[] {
  const text = stack?.includes(err ?? '') ? stack : `${err ?? ''}\n${stack ?? ''}`
  return [
    `     ${file ? shortName(root, file) : ''}`,
    ...text
      .split('\n')
      // Frames of the test runner say nothing about the failure.
      .filter((line) => !/node_modules\/mocha\/|node:internal/.test(line))
      .map((line) => `     ${line.replaceAll(`${root}/`, '')}`),
  ]
}

const shortName = (root: string, file: string): string =>
  relative(root, file).replace('/dist/', '/').replace(/\.js$/, '')
