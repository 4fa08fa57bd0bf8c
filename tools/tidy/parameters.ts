// Functions take few parameters: from the fourth on, an object with names reads better at the call.
import { isFunction, lineOf } from './reading/source.js'
import { rule } from './rule.js'

const maxParameters = 3

export const parameters = rule(
  'parameters',
  `gives functions at most ${maxParameters} parameters`,
  function* (tree) {
    for (const source of tree.sources) {
      for (const { node } of source.visits()) {
        if (!isFunction(node)) continue
        const given = node.params.filter((one) => one.type !== 'Identifier' || one.name !== 'this').length
        if (given <= maxParameters) continue
        const message = `takes ${given} parameters, pass one object instead`
        yield { file: source.path, line: lineOf(node), message }
      }
    }
  },
)
