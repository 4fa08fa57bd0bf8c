// What may be typed behind `npm run chaos`, and within which bounds.
import { parseArgs } from 'node:util'
import { Impossible } from '../launcher/component.js'

const options = {
  people: { type: 'string' },
  letters: { type: 'string', default: '50000' },
  activities: { type: 'string', default: '100000' },
  writes: { type: 'string', default: '10000' },
  minutes: { type: 'string', default: '2' },
  seconds: { type: 'string', default: '60' },
  lead: { type: 'string', default: '0' },
  seed: { type: 'string' },
} as const

export type Options = ReturnType<typeof parseOptions>['values']

export function parseOptions() {
  try {
    return parseArgs({ allowPositionals: true, options })
  } catch (error) {
    const flags = Object.keys(options).map((name) => `--${name} <number>`)
    throw new Impossible((error as Error).message.split('. ')[0] ?? '', `it takes ${flags.join(', ')}`)
  }
}

interface Bounds {
  least: number
  most: number
}

export function count(name: string, value: string | undefined, { least, most }: Bounds): number {
  const number = Number(value)
  if (Number.isInteger(number) && number >= least && number <= most) return number
  throw new Impossible(
    `--${name} ${value} is not a whole number from ${least} to ${most}`,
    `for example --${name} ${least}`,
  )
}

/** By chance when none was given; told, so that a run can be repeated. */
export function seedFrom(given: string | undefined): number {
  const seed =
    given === undefined
      ? Math.floor(Math.random() * 1_000_000)
      : count('seed', given, { least: 0, most: 4_294_967_295 })
  console.log(`seed ${seed}; --seed ${seed} repeats the faults`)
  return seed
}
