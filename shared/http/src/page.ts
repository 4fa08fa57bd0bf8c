// Pages of a list by keyset: each continues from the last item that was seen, so nothing is repeated or skipped when others are added.
import {
  type Field,
  type Fields,
  integer,
  listOf,
  nullable,
  optional,
  record,
  text,
} from '@eventflow/contracts'
import { type Answer, ok } from './answer.js'
import type { Cursors } from './cursor.js'

const usualSize = 20
const sizeAtMost = 100
const cursorLength = 1_024

/** The query parameters of every list. */
export const pageQuery = { limit: optional(integer(1, sizeAtMost)), cursor: optional(text(cursorLength)) }

/** A page; some lists tell more beside it. */
export const pageShape = <T>(item: Field<T>, more: Fields = {}) =>
  record({
    ...more,
    items: listOf(item, sizeAtMost),
    next: nullable(text(cursorLength)),
    prev: nullable(text(cursorLength)),
  })

/** What identifies the place of an item in the order of its list, e.g. its name and its id. */
type Position = readonly unknown[]

export interface Seek {
  /** The item to continue from; undefined at the beginning of the list. */
  from: Position | undefined
  /** Against the order of the list: the items before `from`, the nearest first. */
  backwards: boolean
  limit: number
}

interface PageRequest<T> {
  cursors: Cursors
  path: string
  /** The filters of the list: a cursor is good for a list with the same filters only. */
  filters: Readonly<Record<string, unknown>>
  /** Whose list it is, where everybody has one of their own: nobody else can go on with its cursors. */
  owner?: string
  query: { limit?: number; cursor?: string }
  fetch(seek: Seek): Promise<T[]>
  positionOf(item: T): Position
  show(item: T): unknown
}

/** Reads one item more than is shown: it tells whether there is another page. */
export async function readPage<T>(request: PageRequest<T>): Promise<Answer> {
  const { cursors, path, filters, owner, fetch, positionOf, show } = request
  const { limit = usualSize, cursor } = request.query
  const list = owner === undefined ? [path, filters] : [path, filters, owner]
  const [direction, from] =
    cursor === undefined ? ['next', undefined] : (cursors.read(list, cursor) as [string, Position])
  const backwards = direction === 'prev'
  const found = await fetch({ from, backwards, limit: limit + 1 })
  const hasMore = found.length > limit
  const items = backwards ? found.slice(0, limit).reverse() : found.slice(0, limit)
  const link = (to: 'next' | 'prev', item: T | undefined) =>
    item ? cursors.write(list, [to, positionOf(item)]) : null
  const next = backwards || hasMore ? link('next', items.at(-1)) : null
  const prev = (backwards ? hasMore : cursor !== undefined) ? link('prev', items[0]) : null
  return ok(
    { items: items.map(show), next, prev },
    { headers: linkHeader(path, { ...filters, limit }, { next, prev }) },
  )
}

function linkHeader(
  path: string,
  parameters: Readonly<Record<string, unknown>>,
  cursors: Readonly<Record<string, string | null>>,
): Record<string, string> {
  const links = Object.entries(cursors).flatMap(([relation, cursor]) => {
    if (cursor === null) return []
    const named = Object.entries({ ...parameters, cursor }).filter(([, value]) => value !== undefined)
    const query = new URLSearchParams(named.map(([name, value]): [string, string] => [name, String(value)]))
    return [`<${path}?${query.toString()}>; rel="${relation}"`]
  })
  return links.length === 0 ? {} : { link: links.join(', ') }
}
