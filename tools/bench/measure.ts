// Measures the contenders of a row in turns, so that a machine that is busy for a while is busy for all of them.
import type { Environment } from '@eventflow/runtime'
import type { Contender, Measured, MeasuredRow, Row, Sample } from './row.js'

export interface Pace {
  rounds: number
  seconds: number
}

const warmUpSeconds = 1

/** What is the same for all rows of a run. */
export interface Run {
  pace: Pace
  environment: Environment
  say: (text: string) => void
}

export async function measureRow(row: Row, { pace, environment, say }: Run): Promise<MeasuredRow> {
  const contenders = await row.open(environment)
  const seconds = Math.max(pace.seconds, row.secondsAtLeast ?? 0)
  try {
    for (const contender of contenders) await contender.measure(warmUpSeconds)
    const samples = contenders.map((): Sample[] => [])
    for (let round = 0; round < pace.rounds; round++) {
      // Each round begins with another one: being first is an advantage or a handicap, but nobody's alone.
      for (let turn = 0; turn < contenders.length; turn++) {
        const index = (round + turn) % contenders.length
        const contender = contenders[index] as Contender
        say(`${row.name}: round ${round + 1} of ${pace.rounds}, ${contender.name}`)
        samples[index]?.push(await contender.measure(seconds))
      }
    }
    return { name: row.name, about: row.about, reach: row.reach, contenders: summarise(contenders, samples) }
  } finally {
    await Promise.all(contenders.map((contender) => contender.close()))
  }
}

export function summarise(
  contenders: ReadonlyArray<Pick<Contender, 'name' | 'role'>>,
  samples: readonly Sample[][],
): Measured[] {
  const rates = samples.map((list) => median(list.map(({ perSecond }) => perSecond)))
  const limit = rates[contenders.findIndex(({ role }) => role === 'limit')] ?? Number.NaN
  return contenders.map(({ name, role }, index) => {
    const list = samples[index] ?? []
    const perSecond = rates[index] ?? Number.NaN
    return {
      name,
      role,
      perSecond,
      p50Ms: median(list.map(({ p50Ms }) => p50Ms)),
      p99Ms: median(list.map(({ p99Ms }) => p99Ms)),
      ratio: perSecond / limit,
      rounds: list.map((sample) => sample.perSecond),
    }
  })
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  if (sorted.length % 2 === 1) return sorted[middle] ?? Number.NaN
  return ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2
}
