// Reads the parameters of an address: flat, all of them, and none that means something else than was written.
import { type ParsedUrlQuery, parse } from 'node:querystring'

/** There may be none. Throws a URIError for what is no UTF-8, in whose place the parser would put something else. */
export function readQuery(query: string | null): ParsedUrlQuery {
  if (query === null) return {}
  if (query.includes('%')) decodeURIComponent(query)
  // Bounded by the size of the head; the parser's own bound would pass over what comes behind the thousandth.
  return parse(query, '&', '=', { maxKeys: 0 })
}
