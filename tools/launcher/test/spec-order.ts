// In which order spec files are begun: the longest first, so that at the end no process runs a long one while the others are idle.
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readJson, writeJson } from '../json-file.js'
import { STACKS } from '../places.js'
import type { SpecFile } from './tiers.js'

/** How long each took the last time, by its built file, in milliseconds. */
export type SpecTimes = Readonly<Record<string, number>>

const book = join(STACKS, 'cache', 'spec-times.json')

export const knownTimes = (): SpecTimes => readJson<SpecTimes>(book) ?? {}

export const rememberTimes = (times: SpecTimes): void => writeJson(book, { ...knownTimes(), ...times })

/** One that was never run here counts as the longest; the length of their text tells such ones apart. */
export function longestFirst(root: string, specs: readonly SpecFile[], times: SpecTimes): SpecFile[] {
  const weightOf = ({ built, source }: SpecFile) =>
    times[built] ?? Number.MAX_SAFE_INTEGER / 2 + statSync(join(root, source)).size
  return specs
    .map((spec) => ({ spec, weight: weightOf(spec) }))
    .sort((one, other) => other.weight - one.weight)
    .map(({ spec }) => spec)
}

/** A spec that must not be disturbed says so in its first line, and why: `// Alone: it measures how long an answer takes.` */
export const mustBeAlone = (root: string, { source }: SpecFile): boolean =>
  readFileSync(join(root, source), 'utf8').startsWith('// Alone: ')
