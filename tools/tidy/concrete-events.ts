// The backbone carries every event alike: it may know what an event is, but not a single one by name.
import { type Export, exportsOf } from './reading/exports.js'
import { importsOf } from './reading/imports.js'
import type { Source } from './reading/source.js'
import type { Tree } from './reading/tree.js'
import { rule } from './rule.js'

export const concreteEvents = rule(
  'concrete-events',
  'keeps the backbone ignorant of concrete events',
  function* (tree) {
    const events = eventNames(tree)
    for (const source of tree.sources) {
      if (source.isSpec || !source.path.startsWith('shared/backbone/')) continue
      for (const { names, line } of importsOf(source)) {
        const name = names.find((one) => events.has(one))
        if (name)
          yield { file: source.path, line, message: `knows ${name}; what it needs must hold for all events` }
      }
    }
  },
)

const eventNames = (tree: Tree) =>
  new Set(
    tree.sources.flatMap((source) =>
      exportsOf(source)
        .filter((one) => declaresEvent(source, one))
        .map(({ name }) => name),
    ),
  )

/** True for `export const OrderCreated = defineEvent(...)`, wherever it stands below the contracts. */
export function declaresEvent({ path }: Source, { declared }: Export): boolean {
  if (!path.startsWith('shared/contracts/src/') || declared?.type !== 'VariableDeclarator') return false
  const made = declared.init
  return (
    made?.type === 'CallExpression' && made.callee.type === 'Identifier' && made.callee.name === 'defineEvent'
  )
}
