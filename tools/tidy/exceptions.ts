// The one list of places where a rule does not hold, each with the reason; an entry that is not needed any more is a finding.
import type { Exception } from './check.js'

export const exceptions: readonly Exception[] = []
