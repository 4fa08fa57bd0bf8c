// Functions take few parameters: from the fourth on, an object with names reads better at the call.
import { isFunction, lineOf, type Visit } from './reading/source.js'
import { nodesIn } from './reading/tree.js'
import { rule } from './rule.js'

const maxParameters = 3

export const parameters = rule(
  'parameters',
  `gives functions at most ${maxParameters} parameters`,
  function* (tree) {
    for (const { path, visit } of nodesIn(tree)) {
      const { node } = visit
      if (!isFunction(node)) continue
      const given = node.params.filter((one) => one.type !== 'Identifier' || one.name !== 'this').length
      if (given <= maxParameters || (given === 4 && isErrorHandler(visit))) continue
      yield { file: path, line: lineOf(node), message: `takes ${given} parameters, pass one object instead` }
    }
  },
)

/** Express tells an error handler from other handlers by its four parameters. */
function isErrorHandler({ parent }: Visit): boolean {
  const callee = parent?.node.type === 'CallExpression' ? parent.node.callee : undefined
  if (callee?.type !== 'MemberExpression') return false
  return callee.property.type === 'Identifier' && callee.property.name === 'use'
}
