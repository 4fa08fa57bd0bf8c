// Functions stay short enough to be seen whole on one screen.
import type { Node } from '@babel/types'
import { isFunction, lineOf, type Visit } from './reading/source.js'
import { nodesIn } from './reading/tree.js'
import { rule } from './rule.js'

const maxFunctionLines = 70

export const functionLength = rule(
  'function-length',
  `keeps functions within ${maxFunctionLines} lines`,
  function* (tree) {
    for (const { path, visit } of nodesIn(tree)) {
      const count = isFunction(visit.node) && !isDescription(visit) ? linesOf(visit.node) : 0
      if (count <= maxFunctionLines) continue
      const message = `a function of ${count} lines, at most ${maxFunctionLines} are allowed`
      yield { file: path, line: lineOf(visit.node), message }
    }
  },
)

const linesOf = ({ loc }: Node) => (loc ? loc.end.line - loc.start.line + 1 : 0)

/** The callback of `describe` groups tests; it is not read as one function. */
function isDescription({ parent }: Visit): boolean {
  const call = parent?.node
  if (call?.type !== 'CallExpression') return false
  const { callee } = call
  const named = callee.type === 'MemberExpression' ? callee.object : callee
  return named.type === 'Identifier' && (named.name === 'describe' || named.name === 'context')
}
