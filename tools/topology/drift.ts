// The words for a difference between a broker and what is wanted of it, and for its cure.
import { isDeepStrictEqual } from 'node:util'
import type { Definitions, Permissions } from '@eventflow/backbone'

export interface Wanted {
  vhost: string
  definitions: Definitions
  /** Rights by the name of the broker's user. */
  users: Readonly<Record<string, Permissions>>
}

/** In the order in which they can be put right: a binding needs its queue, and a queue should find its policy. */
export const kinds = [
  'exchange',
  'policy',
  'queue',
  'binding',
  'user',
  'permission',
  'topic permission',
] as const
export type Kind = (typeof kinds)[number]

/** One call of the management interface. */
export interface Call {
  method: 'PUT' | 'POST' | 'DELETE'
  path: string
  body?: unknown
}

export interface Drift {
  /** Wanted and missing, there and not wanted, or there and different. */
  sign: '-' | '+' | '~'
  kind: Kind
  name: string
  detail: string
  /** What puts it right without losing a message; where there is none, `advice` says what a person can do. */
  cure?: Call
  advice?: string
}

export interface Comparison {
  drift: Drift[]
  /** What may be meant so: told, but no drift. */
  warnings: string[]
}

export const apiPath = (...parts: string[]): string =>
  parts.map((part) => `/${encodeURIComponent(part)}`).join('')

/** `durable is false, wanted true` for each field that differs. */
export function differences(is: object, wanted: object): string[] {
  const [left, right] = [is, wanted] as Array<Readonly<Record<string, unknown>>>
  const names = [...new Set([...Object.keys(right ?? {}), ...Object.keys(left ?? {})])]
  return names
    .filter((name) => !isDeepStrictEqual(left?.[name], right?.[name]))
    .map((name) => `${name} ${word(left?.[name])}, wanted ${word(right?.[name])}`)
}

const word = (value: unknown): string =>
  value === undefined ? 'not set' : typeof value === 'string' ? value : JSON.stringify(value)
