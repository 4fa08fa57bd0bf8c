// Turns what the system says about a full or protected disk into words for a person.
import { Impossible } from './component.js'

const CODES = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT']

/** Undefined when the error is about something else. */
export function diskProblem(error: unknown): Impossible | undefined {
  const { code = '', path } = error as NodeJS.ErrnoException
  if (!CODES.includes(code) || !path) return undefined
  return new Impossible(
    `${path} cannot be written (${code})`,
    'make its folder writable for you, or free some space there',
  )
}
