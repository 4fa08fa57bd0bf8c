// The compiler checks everything: `any` would switch it off for all that the value touches.
import { lineOf } from './reading/source.js'
import { rule } from './rule.js'

export const anyType = rule('any-type', 'types everything, never as any', function* (tree) {
  for (const source of tree.sources) {
    for (const { node } of source.visits()) {
      if (node.type !== 'TSAnyKeyword') continue
      yield {
        file: source.path,
        line: lineOf(node),
        message: 'any switches the compiler off; unknown does not',
      }
    }
  }
})
