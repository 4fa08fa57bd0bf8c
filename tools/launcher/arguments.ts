// Understands what is typed behind the commands; what is not understood is told in two lines.
import { Impossible } from './component.js'
import { type Flags, type Understood, understood } from './understood.js'

export interface StartOptions {
  /** Only these services; undefined means all. */
  only: string[] | undefined
  empty: boolean
  web: boolean
  detach: boolean
}

export interface LogOptions {
  name: string | undefined
  follow: boolean
  lines: number
}

const DEFAULT_LINES = 50

export function parseStart(args: string[]): StartOptions {
  const flags = {
    only: { type: 'string' },
    empty: { type: 'boolean' },
    'no-web': { type: 'boolean' },
    detach: { type: 'boolean' },
  } as const
  const { values } = understand({ command: 'npm start', options: flags, args })
  return {
    only: list(values.only as string | undefined),
    empty: values.empty === true,
    web: values['no-web'] !== true,
    detach: values.detach === true,
  }
}

export function parseLogs(args: string[]): LogOptions {
  const flags = { follow: { type: 'boolean', short: 'f' }, lines: { type: 'string', short: 'n' } } as const
  const { values, positionals } = understand({ command: 'npm run logs', options: flags, args, words: 1 })
  const lines = Number(values.lines ?? DEFAULT_LINES)
  if (!Number.isInteger(lines) || lines < 0) {
    throw new Impossible(
      `--lines ${values.lines} is not a number of lines`,
      'npm run logs auth -- --lines 100',
    )
  }
  return { name: positionals[0], follow: values.follow === true, lines }
}

export function parseReset(args: string[]): { yes: boolean } {
  const { values } = understand({
    command: 'npm run reset',
    options: { yes: { type: 'boolean', short: 'y' } },
    args,
  })
  return { yes: values.yes === true }
}

/** For commands that take nothing. */
export function parseNothing(command: string, args: string[]): void {
  understand({ command, options: {}, args })
}

/** `npm test -- shared/http tools`: the paths below which specs are run; none means all. */
export function parseTest(args: string[]): { paths: string[] } {
  const { positionals } = understand({
    command: 'npm test',
    options: {},
    args,
    words: Number.POSITIVE_INFINITY,
  })
  return { paths: positionals }
}

interface Typed {
  command: string
  options: Flags
  args: string[]
  /** How many words that are no flags it takes. */
  words?: number
}

function understand({ command, options, args, words = 0 }: Typed): Understood {
  const found = understood(args, options, usage(command, options))
  const surplus = found.positionals[words]
  if (surplus === undefined) return found
  throw new Impossible(`"${surplus}" is not understood`, usage(command, options))
}

function usage(command: string, options: Flags): string {
  const flags = Object.entries(options).map(
    ([name, { type }]) => `--${name}${type === 'string' ? ' <value>' : ''}`,
  )
  if (flags.length === 0) return `${command} takes no arguments`
  return `${command} -- takes ${flags.join(', ')}; mind the two dashes in between`
}

function list(text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined
  const names = text.split(',').map((name) => name.trim())
  return names.filter(Boolean)
}
