// Each package declares exactly what its own sources import: dependencies for the code, devDependencies for tests and types.
import { isBuiltin } from 'node:module'
import { type Import, importsOf } from './reading/imports.js'
import type { Package } from './reading/packages.js'
import { packageNameIn } from './reading/resolve.js'
import type { Source } from './reading/source.js'
import type { Tree } from './reading/tree.js'
import { type Place, rule } from './rule.js'

interface Use {
  name: string
  source: Source
  one: Import
  inCode: boolean
  /** True where the module is there at run time: not in a test, not for a type alone. */
  atRunTime: boolean
}

export const dependencies = rule(
  'dependencies',
  'declares in each package what it imports, and nothing else',
  function* (tree) {
    for (const owner of tree.packages) {
      const uses = usesIn(tree, owner)
      yield* undeclared(owner, uses)
      yield* unused(tree, owner, uses)
    }
    for (const source of tree.sources) {
      for (const { specifier, line } of importsOf(source)) {
        if (specifier.startsWith('node:') || !isBuiltin(specifier)) continue
        yield { file: source.path, line, message: `write node:${specifier}` }
      }
    }
  },
)

function usesIn(tree: Tree, owner: Package): Use[] {
  return tree.sources
    .filter(({ path }) => tree.packageOf(path) === owner)
    .flatMap((source) =>
      importsOf(source).flatMap((one): Use[] => {
        const name = packageNameIn(one.specifier)
        if (!name || isBuiltin(one.specifier) || name === owner.name) return []
        // The package of flows is there for its tests alone, so they are its code.
        const inCode = !source.isSpec || owner.kind === 'flows'
        return [{ name, source, one, inCode, atRunTime: inCode && !one.typeOnly }]
      }),
    )
}

function* undeclared({ name: ownerName, manifest }: Package, uses: Use[]): Iterable<Place> {
  for (const { name, source, one, atRunTime } of uses) {
    if (manifest.dependencies?.[name]) continue
    const declared =
      manifest.devDependencies?.[name] ?? (one.typeOnly && manifest.devDependencies?.[typesOf(name)])
    if (declared && !atRunTime) continue
    const where = declared ? 'only among devDependencies' : 'not'
    const message = `${name} is ${where} declared in the package.json of ${ownerName}`
    yield { file: source.path, line: one.line, message }
  }
}

function* unused(tree: Tree, { manifest, manifestPath }: Package, uses: Use[]): Iterable<Place> {
  const used = new Set(uses.map(({ name }) => name))
  const usedInCode = new Set(uses.filter(({ inCode }) => inCode).map(({ name }) => name))
  const place = (name: string) => ({ file: manifestPath, line: lineOfName(tree, manifestPath, name) })
  for (const name of Object.keys(manifest.dependencies ?? {})) {
    if (usedInCode.has(name)) continue
    const message = used.has(name)
      ? 'is used by tests only: make it a devDependency'
      : 'is imported by nothing'
    yield { ...place(name), message: `${name} ${message}` }
  }
  for (const name of Object.keys(manifest.devDependencies ?? {})) {
    const typed = libraryOf(name)
    if (used.has(name) || (typed && used.has(typed))) continue
    yield { ...place(name), message: `${name} is imported by nothing` }
  }
}

// '@types/scope__name' holds the types of '@scope/name'.
const typesOf = (library: string) => `@types/${library.replace(/^@/, '').replace('/', '__')}`

function libraryOf(name: string): string | undefined {
  if (!name.startsWith('@types/')) return undefined
  const library = name.slice('@types/'.length)
  return library.includes('__') ? `@${library.replace('__', '/')}` : library
}

function lineOfName(tree: Tree, manifestPath: string, name: string): number {
  const lines = (tree.files.get(manifestPath) ?? '').split('\n')
  return lines.findIndex((line) => line.trimStart().startsWith(`"${name}":`)) + 1
}
