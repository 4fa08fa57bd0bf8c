// Alternatives are unions of literals, which need no import, no lookup and no code at run time.
import { lineOf } from './reading/source.js'
import { rule } from './rule.js'

export const enums = rule('enums', 'writes alternatives as unions', function* (tree) {
  for (const source of tree.sources) {
    for (const { node } of source.visits()) {
      if (node.type !== 'TSEnumDeclaration') continue
      yield { file: source.path, line: lineOf(node), message: `make ${node.id.name} a union of literals` }
    }
  }
})
