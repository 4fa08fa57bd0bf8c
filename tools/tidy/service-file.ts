// A service's wiring is read from top to bottom like a table of contents, so it holds no logic of its own.
import { exportsOf } from './reading/exports.js'
import { isFunction, lineOf, type Source } from './reading/source.js'
import { isWiring } from './reading/wirings.js'
import { type Place, rule } from './rule.js'

const maxLines = 60

export const serviceFile = rule(
  'service-file',
  `keeps each service.ts a plain list of fewer than ${maxLines} lines`,
  function* (tree) {
    for (const source of tree.sources) {
      if (isWiring(source.path)) yield* objections(source)
    }
  },
)

function* objections(source: Source): Iterable<Place> {
  const file = source.path
  const count = source.text.trimEnd().split('\n').length
  if (count >= maxLines)
    yield { file, line: maxLines, message: `has ${count} lines, fewer than ${maxLines} are allowed` }
  const [first, ...more] = exportsOf(source)
  if (!first) yield { file, line: 1, message: 'exports no service' }
  for (const { name, line } of more) yield { file, line, message: `exports ${name} beside the service` }
  for (const { node, parent } of source.visits()) {
    if (node.type === 'IfStatement' || node.type === 'ConditionalExpression') {
      yield { file, line: lineOf(node), message: 'decides something; the wiring is the same in every run' }
    }
    if (isFunction(node) && !wires(parent?.node)) {
      yield { file, line: lineOf(node), message: 'defines a function; it belongs into a file with a name' }
    }
  }
}

const wires = (node: { type: string; callee?: unknown } | undefined) =>
  node?.type === 'CallExpression' && (node.callee as { name?: string }).name === 'defineService'
