// Whether something belongs to the caller; what belongs to somebody else does not exist for them.
import type { Caller } from './caller.js'
import { NotFound } from './errors.js'

/** Answers the thing when the caller owns it; else 404, the same whether it exists or not, and before any 412 or 428. */
export function ownedBy<T>(caller: Caller, thing: T | null | undefined, ownerOf: (thing: T) => string): T {
  if (thing === null || thing === undefined || ownerOf(thing) !== caller.userId) throw NotFound()
  return thing
}
