// Control flow inside control flow stays shallow: what is deeper belongs into a function with a name.
import { isFunction, lineOf, type Visit } from './reading/source.js'
import { nodesIn } from './reading/tree.js'
import { rule } from './rule.js'

const maxDepth = 3

const branching = new Set([
  'IfStatement',
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'WhileStatement',
  'DoWhileStatement',
  'SwitchStatement',
  'TryStatement',
])

export const nesting = rule('nesting', `nests control flow at most ${maxDepth} deep`, function* (tree) {
  for (const { path, visit } of nodesIn(tree)) {
    // Only the first level too many is told, not all that is inside it.
    if (!branches(visit) || depthOf(visit) !== maxDepth + 1) continue
    yield { file: path, line: lineOf(visit.node), message: `is nested ${maxDepth + 1} deep` }
  }
})

// An `else if` continues its `if`, and is no deeper than it.
const branches = ({ node, parent }: Visit) =>
  branching.has(node.type) && !(parent?.node.type === 'IfStatement' && parent.node.alternate === node)

function depthOf(visit: Visit): number {
  let depth = 0
  for (let at: Visit | undefined = visit; at && !isFunction(at.node); at = at.parent) {
    if (branches(at)) depth += 1
  }
  return depth
}
