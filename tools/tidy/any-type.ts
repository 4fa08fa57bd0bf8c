// The compiler checks everything: `any` would switch it off for all that the value touches.
import { lineOf } from './reading/source.js'
import { nodesIn } from './reading/tree.js'
import { rule } from './rule.js'

export const anyType = rule('any-type', 'types everything, never as any', function* (tree) {
  for (const { path, visit } of nodesIn(tree)) {
    if (visit.node.type !== 'TSAnyKeyword') continue
    yield { file: path, line: lineOf(visit.node), message: 'any switches the compiler off; unknown does not' }
  }
})
