// Turns the events of a mocha run into lines for people, and counts them.
import { relative } from 'node:path'
import { styleText } from 'node:util'
import type { Tally } from './tally.js'

interface TestEvent {
  title: string
  fullTitle: string
  file?: string
  duration?: number
  speed?: string
  err?: string
  stack?: string | null
}

interface EndEvent {
  passes: number
  failures: number
  pending: number
}

export type MochaEvent = ['start', { total: number }] | ['pass' | 'fail', TestEvent] | ['end', EndEvent]

/** What mocha's reporter `json-stream` prints, among other lines that the tests themselves may print. */
export function parseEvent(line: string): MochaEvent | undefined {
  if (!/^\["(start|pass|fail|end)",\{/.test(line)) return undefined
  try {
    return JSON.parse(line) as MochaEvent
  } catch {
    return undefined
  }
}

export interface TierReport {
  /** Takes a line that the run printed. */
  take(line: string): void
  /** Counts of what has been reported so far. */
  tally(): Tally
  /** True once mocha has said that it is through. */
  ended(): boolean
  /** Failed tests with their stacks, to be shown last, where they are looked for. */
  failures(): string[]
}

export function createTierReport(root: string, print: (line: string) => void): TierReport {
  let file: string | undefined
  let end: EndEvent | undefined
  let passed = 0
  const failed: TestEvent[] = []
  const showFile = (next: string | undefined) => {
    if (next === file || !next) return
    file = next
    print(`  ${styleText('bold', shortName(root, next))}`)
  }
  const onTest = (kind: 'pass' | 'fail', test: TestEvent) => {
    showFile(test.file)
    print(`    ${kind === 'pass' ? styleText('green', '✔') : styleText('red', '✘')} ${nameOf(test)}`)
    if (kind === 'pass') passed++
    else failed.push(test)
  }
  return {
    take(line) {
      const event = parseEvent(line)
      if (!event) print(`    ${styleText('dim', line)}`)
      else if (event[0] === 'end') end = event[1]
      else if (event[0] !== 'start') onTest(event[0], event[1])
    },
    tally: () => ({ passed, failed: failed.length, skipped: end?.pending ?? 0 }),
    ended: () => end !== undefined,
    failures: () => failed.flatMap((test, index) => failureLines(root, test, index + 1)),
  }
}

/** Slow ones show their time, so that they are noticed. */
function nameOf({ fullTitle, duration, speed }: TestEvent): string {
  return speed === 'slow' ? `${fullTitle} (${duration} ms)` : fullTitle
}

function failureLines(root: string, { fullTitle, file, err, stack }: TestEvent, number: number): string[] {
  const text = stack?.includes(err ?? '') ? stack : `${err ?? ''}\n${stack ?? ''}`
  return [
    '',
    styleText('red', `  ${number}) ${fullTitle}`),
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
