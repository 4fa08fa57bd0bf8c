// Understands what is typed behind `npm run new --`; everything that can be judged without looking at the repository is judged here.
import { parseArgs } from 'node:util'
import { Impossible } from '../launcher/component.js'
import { isKebab, isPastTense } from './words.js'

export type Request =
  | { kind: 'service'; name: string }
  | { kind: 'process'; service: string; name: string }
  | { kind: 'event'; type: string; producer: string }
  | { kind: 'reaction'; service: string; act: string; when: string }

const usage = {
  service: 'npm run new -- service loyalty',
  process: 'npm run new -- process loyalty worker',
  event: 'npm run new -- event points.earned --producer loyalty',
  reaction: 'npm run new -- reaction loyalty award-points --when order.confirmed',
}

export function parseRequest(args: string[]): Request {
  const [kind, ...rest] = args
  switch (kind) {
    case 'service':
      return serviceRequest(rest)
    case 'process':
      return processRequest(rest)
    case 'event':
      return eventRequest(rest)
    case 'reaction':
      return reactionRequest(rest)
    default:
      throw new Impossible(
        kind ? `there is no generator "${kind}"` : 'it was not said what is new',
        `one of: ${Object.values(usage).join(' | ')}`,
      )
  }
}

function serviceRequest(args: string[]): Request {
  const { positionals } = understood('service', args, [])
  const [name = ''] = exactly('service', positionals, 1)
  return { kind: 'service', name: kebab('service', name) }
}

function processRequest(args: string[]): Request {
  const { positionals } = understood('process', args, [])
  const [service = '', name = ''] = exactly('process', positionals, 2)
  return { kind: 'process', service: kebab('process', service), name: kebab('process', name) }
}

function eventRequest(args: string[]): Request {
  const { positionals, values } = understood('event', args, ['producer'])
  const [type = ''] = exactly('event', positionals, 1)
  const producer = kebab('event', given('event', values, 'producer'))
  return { kind: 'event', type: eventType('event', type), producer }
}

function reactionRequest(args: string[]): Request {
  const { positionals, values } = understood('reaction', args, ['when'])
  const [service = '', act = ''] = exactly('reaction', positionals, 2)
  const when = eventType('reaction', given('reaction', values, 'when'))
  return { kind: 'reaction', service: kebab('reaction', service), act: actOf(act), when }
}

type Kind = Request['kind']

function understood(kind: Kind, args: string[], flags: string[]) {
  const options = Object.fromEntries(flags.map((flag) => [flag, { type: 'string' as const }]))
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true })
  } catch (error) {
    const [reason = ''] = (error as Error).message.split('. ')
    throw new Impossible(reason, usage[kind])
  }
}

function exactly(kind: Kind, positionals: string[], count: number): string[] {
  if (positionals.length === count) return positionals
  const surplus = positionals[count]
  throw new Impossible(surplus ? `"${surplus}" is one word too many` : `a name is missing`, usage[kind])
}

function given(kind: Kind, values: Record<string, unknown>, flag: string): string {
  const value = values[flag]
  if (typeof value === 'string' && value !== '') return value
  throw new Impossible(`--${flag} is missing`, usage[kind])
}

function kebab(kind: Kind, name: string): string {
  if (isKebab(name)) return name
  throw new Impossible(`"${name}" is not a name in lower case with dashes`, usage[kind])
}

function actOf(act: string): string {
  const name = kebab('reaction', act)
  if (!`-${name}-`.includes('-when-')) return name
  throw new Impossible(`"${name}" says already when it happens`, `say what is done: ${usage.reaction}`)
}

function eventType(kind: Kind, type: string): string {
  const [entity = '', verb = '', ...more] = type.split('.')
  if (!isKebab(entity) || !isKebab(verb) || more.length > 0) {
    throw new Impossible(`"${type}" is not <entity>.<past verb>`, usage[kind])
  }
  if (isPastTense(verb)) return type
  throw new Impossible(
    `"${type}" does not say what has happened`,
    `put the verb into the past: ${usage[kind]}`,
  )
}
