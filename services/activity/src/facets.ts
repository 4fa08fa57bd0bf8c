// What the properties of an activity can be asked by: each value that is no object, under its path, as text.
import { createHash } from 'node:crypto'
import type { Properties } from './activity.js'

/** Longer values would make the index as large as what it points to. */
const longestFacet = 200

/** One path may have several values: those of a list stand under the path of the list. */
export function facetsOf(properties: Properties | undefined): string[] {
  const facets = new Set<string>()
  const waiting: Array<[path: string, value: unknown]> = Object.entries(properties ?? {})
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [path, value] = next
    if (Array.isArray(value)) waiting.push(...value.map((item): [string, unknown] => [path, item]))
    else if (typeof value === 'object' && value !== null)
      waiting.push(
        ...Object.entries(value).map(([name, item]): [string, unknown] => [`${path}.${name}`, item]),
      )
    else facets.add(facetOf(path, String(value)))
  }
  return [...facets]
}

/** A number, a word and `true` are found by how they are written: an address has nothing but text. */
export function facetOf(path: string, value: string): string {
  const facet = `${path}=${value}`
  return facet.length <= longestFacet
    ? facet
    : `${path}#${createHash('sha256').update(value).digest('base64url')}`
}
