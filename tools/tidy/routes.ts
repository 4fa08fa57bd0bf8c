// A route exists by being listed in its service's wiring; one that is not would look served, and is not.
import { importsOf } from './reading/imports.js'
import { resolveImport } from './reading/resolve.js'
import type { Tree } from './reading/tree.js'
import { wiringsFor } from './reading/wirings.js'
import { rule } from './rule.js'

const routeFile = /^services\/[^/]+\/src\/(.+\/)?([a-z0-9-]+-)?route\.ts$/

/** A service with many routes lists them by whom they are for, in files beside its wiring. */
const listFile = /^services\/[^/]+\/src\/[a-z0-9-]+-routes\.ts$/

export const routes = rule('routes', 'lists each route in its service', function* (tree) {
  for (const { path } of tree.sources) {
    if (!routeFile.test(path)) continue
    const wirings = wiringsFor(tree, path)
    const lists = wirings.flatMap((wiring) => importedBy(tree, wiring)).filter((file) => listFile.test(file))
    const listed = [...wirings, ...lists].some((file) => importedBy(tree, file).includes(path))
    const wiring = `${tree.packageOf(path)?.folder}/src/service.ts`
    if (!listed) yield { file: path, line: 1, message: `is not listed in ${wiring}` }
  }
})

function importedBy(tree: Tree, path: string): string[] {
  const source = tree.source(path)
  if (!source) return []
  return importsOf(source).flatMap(({ specifier }) => resolveImport(tree, path, specifier) ?? [])
}
