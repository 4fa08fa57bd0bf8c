// A route exists by being listed in its service's wiring; one that is not would look served, and is not.
import { importsOf } from './reading/imports.js'
import { resolveImport } from './reading/resolve.js'
import { rule } from './rule.js'

const routeFile = /^services\/[^/]+\/src\/(.+\/)?([a-z0-9-]+-)?route\.ts$/

export const routes = rule('routes', 'lists each route in its service', function* (tree) {
  for (const { path } of tree.sources) {
    if (!routeFile.test(path)) continue
    const wiring = `${tree.packageOf(path)?.folder}/src/service.ts`
    const wired = tree.source(wiring)
    const listed =
      wired && importsOf(wired).some((one) => resolveImport(tree, wiring, one.specifier) === path)
    if (!listed) yield { file: path, line: 1, message: `is not listed in ${wiring}` }
  }
})
