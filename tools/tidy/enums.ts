// Alternatives are unions of literals, which need no import, no lookup and no code at run time.
import { lineOf } from './reading/source.js'
import { nodesIn } from './reading/tree.js'
import { rule } from './rule.js'

export const enums = rule('enums', 'writes alternatives as unions', function* (tree) {
  for (const { path, visit } of nodesIn(tree)) {
    if (visit.node.type !== 'TSEnumDeclaration') continue
    yield { file: path, line: lineOf(visit.node), message: `make ${visit.node.id.name} a union of literals` }
  }
})
