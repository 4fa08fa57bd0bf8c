// Things have one name wherever they are used, so nothing is exported as the default.
import { exportsOf } from './reading/exports.js'
import { rule } from './rule.js'

export const defaultExports = rule('default-exports', 'exports everything by name', function* (tree) {
  for (const source of tree.sources) {
    for (const { name, line } of exportsOf(source)) {
      if (name === 'default')
        yield { file: source.path, line, message: 'a default export has no name to search for' }
    }
  }
})
