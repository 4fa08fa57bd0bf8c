// What a generator wants to do, before anything is done: which files, and what is left to a person.
import type { Changes } from './changes.js'

export interface Plan extends Changes {
  /** What to do next, in order. */
  steps: readonly string[]
}
