// Adds up what the rounds found, and says it in lines for people.
import type { RoundReport } from './round.js'

export interface RoundResult {
  name: string
  report: RoundReport
  /** The token was still good after the round; true where there was none. */
  tokenLasted: boolean
}

/** A service that ended while it was fuzzed. */
export interface Fallen {
  name: string
  restarts: number
}

export const roundLine = ({ name, report, tokenLasted }: RoundResult): string => {
  const { operations, test_cases: cases, failures, errors, complete } = report
  const found = failures.reduce((sum, { count }) => sum + count, 0)
  return [
    `${name}: ${cases.generated} calls to ${operations.tested} of ${operations.selected} operations`,
    `${found} failures`,
    ...(errors.length > 0 ? [`${errors.length} errors of the fuzzer`] : []),
    ...(complete ? [] : ['not complete, it wants more minutes']),
    ...(tokenLasted ? [] : ['its token ended on the way']),
  ].join(', ')
}

export const failureLines = ({ report }: RoundResult): string[] =>
  report.failures.map(({ title, count, operations }) => `  ${count} x ${title}: ${operations.join(', ')}`)

export const isClean = (results: readonly RoundResult[], fallen: readonly Fallen[]): boolean =>
  fallen.length === 0 &&
  results.every(
    ({ report, tokenLasted }) =>
      report.failures.length === 0 &&
      report.errors.length === 0 &&
      report.operations.tested === report.operations.selected &&
      tokenLasted,
  )

export function lastLine(
  results: readonly RoundResult[],
  fallen: readonly Fallen[],
  { operations, seed }: { operations: number; seed: number },
): string {
  const calls = results.reduce((sum, { report }) => sum + report.test_cases.generated, 0)
  const failures = results.flatMap(({ report }) => report.failures).reduce((sum, { count }) => sum + count, 0)
  const fell = fallen.map(({ name, restarts }) => `, ${name} fell ${restarts} times`).join('')
  return `${operations} operations, ${calls} calls in ${results.length} rounds: ${failures} failures${fell}; --seed ${seed} repeats them`
}
