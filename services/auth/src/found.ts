// What was looked for, or the refusal that says that it is not there.
import type { ErrorKind } from '@eventflow/runtime'

export function found<T>(thing: T | null, refusal: ErrorKind): T {
  if (thing === null) throw refusal()
  return thing
}
