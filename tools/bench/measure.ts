// Measures the contenders of a row in turns, so that a machine that is busy for a while is busy for all of them.
import type { Environment } from '@eventflow/runtime'
import type { Contender, Measured, MeasuredRow, Pace, Row, Sample } from './row.js'

const warmUpSeconds = 1

/** What is the same for all rows of a run. */
export interface Run {
  pace: Pace
  environment: Environment
  say: (text: string) => void
}

export async function measureRow(row: Row, { pace, environment, say }: Run): Promise<MeasuredRow> {
  const notes: string[] = []
  const note = (text: string) => void notes.push(text)
  const contenders = await row.open({ environment, say, note })
  const { rounds, seconds } = row.paceOf?.(pace) ?? pace
  const samples = contenders.map((): Sample[] => [])
  const measureOne = async (index: number, stretch: number): Promise<Sample> => {
    const contender = contenders[index] as Contender
    const sample = await contender.measure(stretch)
    complain(row.name, contender, sample)
    return sample
  }
  try {
    for (const index of contenders.keys()) await measureOne(index, warmUpSeconds)
    for (let round = 0; round < rounds; round++) {
      // Each round begins with another one: being first is an advantage or a handicap, but nobody's alone.
      for (let turn = 0; turn < contenders.length; turn++) {
        const index = (round + turn) % contenders.length
        say(`${row.name}: round ${round + 1} of ${rounds}, ${contenders[index]?.name}`)
        samples[index]?.push(await measureOne(index, seconds))
      }
    }
  } finally {
    await Promise.all(contenders.map((contender) => contender.close()))
  }
  const { name, about, reach } = row
  return { name, about, reach, notes, contenders: summarise(contenders, samples) }
}

/** A figure that was reached by losing messages is none. What a peer loses is told in its line. */
function complain(row: string, { name, role }: Contender, { lost = 0, doubled = 0 }: Sample): void {
  if (role === 'peer' || lost + doubled === 0) return
  throw new Error(`${row}: ${name} lost ${lost} and doubled ${doubled} messages`)
}

export function summarise(
  contenders: ReadonlyArray<Pick<Contender, 'name' | 'role'>>,
  samples: readonly Sample[][],
): Measured[] {
  const rates = samples.map((list) => median(list.map(({ perSecond }) => perSecond)))
  const limit = Math.min(...rates.filter((_, index) => contenders[index]?.role === 'limit'))
  return contenders.map(({ name, role }, index) => {
    const list = samples[index] ?? []
    const perSecond = rates[index] ?? Number.NaN
    return {
      name,
      role,
      perSecond,
      ...known('p50Ms', list, median),
      ...known('p99Ms', list, median),
      ...known('cpuMicros', list, median),
      ...known('lost', list, sum),
      ...known('doubled', list, sum),
      ...known('growthMb', list, median),
      ...(Number.isFinite(limit) && { ratio: perSecond / limit }),
      rounds: list.map((sample) => sample.perSecond),
    }
  })
}

/** Left out where no round has it. */
function known(
  name: Exclude<keyof Sample, 'perSecond'>,
  list: readonly Sample[],
  together: (values: readonly number[]) => number,
): Partial<Sample> {
  const values = list.flatMap((sample) => sample[name] ?? [])
  return values.length === 0 ? {} : { [name]: together(values) }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  if (sorted.length % 2 === 1) return sorted[middle] ?? Number.NaN
  return ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2
}
