// What is not the caller's is in none of their documents: it is as if it did not exist.
import { NotFound } from '@eventflow/http'

export function found<T>(thing: T | undefined): T {
  if (thing === undefined) throw NotFound()
  return thing
}
