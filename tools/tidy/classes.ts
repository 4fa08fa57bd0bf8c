// Classes are for TypeORM's entities and migrations and for errors; everything else is functions and plain data.
import type { Class } from '@babel/types'
import { lineOf } from './reading/source.js'
import { rule } from './rule.js'

const homeOfClasses = /(^|\/)(entities|errors|migrations)\.ts$|\.entity\.ts$|\/migrations\//

export const classes = rule(
  'classes',
  'uses classes for entities, migrations and errors only',
  function* (tree) {
    for (const source of tree.sources) {
      if (homeOfClasses.test(source.path)) continue
      for (const { node } of source.visits()) {
        if ((node.type !== 'ClassDeclaration' && node.type !== 'ClassExpression') || isError(node)) continue
        const name = node.id?.name ?? 'this class'
        yield {
          file: source.path,
          line: lineOf(node),
          message: `make ${name} a function that returns an object`,
        }
      }
    }
  },
)

/** `Impossible` is the launcher's word for an error with advice. */
function isError({ superClass }: Class): boolean {
  if (superClass?.type !== 'Identifier') return false
  return superClass.name.endsWith('Error') || superClass.name === 'Impossible'
}
