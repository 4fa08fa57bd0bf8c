// Who imports what, over all files: the other direction of the import declarations.
import { importsOf } from './imports.js'
import { resolveImport } from './resolve.js'
import type { Source } from './source.js'
import type { Tree } from './tree.js'

export interface Uses {
  /** The other files that import `name` from the file at `path`. */
  importersOf(path: string, name: string): Source[]
}

export function usesIn(tree: Tree): Uses {
  const users = new Map<string, Source[]>()
  for (const source of tree.sources) {
    for (const { specifier, names } of importsOf(source)) {
      const path = resolveImport(tree, source.path, specifier)
      if (!path || path === source.path) continue
      for (const name of names)
        users.set(`${path} ${name}`, [...(users.get(`${path} ${name}`) ?? []), source])
    }
  }
  return {
    importersOf: (path, name) => [...(users.get(`${path} ${name}`) ?? []), ...(users.get(`${path} *`) ?? [])],
  }
}
