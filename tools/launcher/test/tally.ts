// Counts over all steps, and the last line that people and machines read.
export interface Tally {
  passed: number
  failed: number
  skipped: number
}

export const NOTHING: Tally = { passed: 0, failed: 0, skipped: 0 }

/** A step that is one thing, such as the linter: it adds nothing when it goes well. */
export const FAILED_STEP: Tally = { passed: 0, failed: 1, skipped: 0 }

export function total(tallies: Tally[]): Tally {
  return tallies.reduce(
    (sum, { passed, failed, skipped }) => ({
      passed: sum.passed + passed,
      failed: sum.failed + failed,
      skipped: sum.skipped + skipped,
    }),
    NOTHING,
  )
}

export function lastLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`
}

/** A run in which nothing was tried has proven nothing. */
export const exitCode = ({ passed, failed }: Tally): number => (failed > 0 || passed === 0 ? 1 : 0)
