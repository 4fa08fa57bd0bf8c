// A service's configuration is seen by its wiring alone; everything below is handed the values that it needs.
import { importsOf } from './reading/imports.js'
import { resolveImport } from './reading/resolve.js'
import { isWiring } from './reading/wirings.js'
import { rule } from './rule.js'

export const configReaders = rule(
  'config-readers',
  'lets only service.ts import the configuration of its service',
  function* (tree) {
    for (const source of tree.sources) {
      const home = tree.packageOf(source.path)
      if (home?.kind !== 'service' || source.isSpec || isWiring(source.path)) continue
      for (const { specifier, line } of importsOf(source)) {
        if (resolveImport(tree, source.path, specifier) !== `${home.folder}/src/config.ts`) continue
        yield { file: source.path, line, message: 'only service.ts knows the configuration; take the value' }
      }
    }
  },
)
