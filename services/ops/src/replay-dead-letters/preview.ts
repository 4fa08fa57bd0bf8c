// What a replay would do, told before anything is done.
import type { ChosenLetter } from '../letter-store.js'

const shownAtMost = 20

export function previewOf(
  chosen: { letters: readonly ChosenLetter[]; tooOld: number },
  ratePerSecond: number,
) {
  const { letters, tooOld } = chosen
  return {
    dryRun: true,
    total: letters.length,
    tooOld,
    seconds: Math.ceil(letters.length / ratePerSecond),
    queues: counted(letters.map(({ queue }) => queue)),
    types: counted(letters.map(({ type }) => type ?? 'unknown')),
    first: letters
      .slice(0, shownAtMost)
      .map(({ id, queue, type, parkedAt }) => ({ id, queue, type, parkedAt })),
  }
}

function counted(words: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return Object.fromEntries([...counts].sort(([, one], [, other]) => other - one))
}
