// What a rule of the house style is: a name, the sentence it enforces, and a pure search over the files.
import type { Tree } from './reading/tree.js'

export interface Place {
  file: string
  line: number
  message: string
}

export interface Finding extends Place {
  rule: string
}

export interface Rule {
  /** Also the name of the rule's file and of its spec. */
  name: string
  /** The end of "the repository ...", which is how the test of the rule reads. */
  says: string
  find(tree: Tree): Finding[]
}

export function rule(name: string, says: string, search: (tree: Tree) => Iterable<Place>): Rule {
  return { name, says, find: (tree) => Array.from(search(tree), (place) => ({ ...place, rule: name })) }
}

/** One line for a person: clickable place first, then what is wrong. */
export const tell = (finding: Finding) =>
  `${finding.file}:${finding.line} ${finding.message} (${finding.rule})`
