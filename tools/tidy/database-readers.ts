// Which rows there are is known to a service's stores, entities and migrations; decisions and routes see plain values.
import { importsOf } from './reading/imports.js'
import { rule } from './rule.js'

const rowKeepers = /(^|[/-])store\.ts$|\/(entities|migrations)\.ts$|\.entity\.ts$|\/migrations\//

export const databaseReaders = rule(
  'database-readers',
  'lets only stores, entities and migrations of a service import typeorm',
  function* (tree) {
    for (const source of tree.sources) {
      if (source.isSpec || rowKeepers.test(source.path)) continue
      if (tree.packageOf(source.path)?.kind !== 'service') continue
      for (const { specifier, line } of importsOf(source)) {
        if (specifier !== 'typeorm') continue
        yield {
          file: source.path,
          line,
          message: 'imports typeorm; what needs rows belongs into a *-store.ts',
        }
      }
    }
  },
)
