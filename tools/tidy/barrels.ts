// One index.ts lists what a shared package offers; anywhere else such a file only hides where things are.
import { posix } from 'node:path'
import { exportsOf } from './reading/exports.js'
import type { Tree } from './reading/tree.js'
import { rule } from './rule.js'

export const barrels = rule(
  'barrels',
  'has one index.ts in each shared package and none in services',
  function* (tree) {
    for (const { folder, kind, manifestPath } of tree.packages) {
      const indexes = indexesIn(tree, folder)
      if (kind === 'service') {
        for (const file of indexes) yield { file, line: 1, message: 'a service has no index.ts' }
      }
      if (kind === 'shared' && indexes.length !== 1) {
        const message = `the package has ${indexes.length} index.ts, a shared package has one`
        yield { file: indexes[1] ?? manifestPath, line: 1, message }
      }
    }
    for (const source of tree.sources) {
      if (posix.basename(source.path) === 'index.ts') continue
      for (const { from, line } of exportsOf(source)) {
        if (from?.name === '*') yield { file: source.path, line, message: 'only an index.ts may export *' }
      }
    }
  },
)

const indexesIn = (tree: Tree, folder: string) =>
  tree.sources
    .map(({ path }) => path)
    .filter((path) => path.startsWith(`${folder}/`) && /^index\.tsx?$/.test(posix.basename(path)))
