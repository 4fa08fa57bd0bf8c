// Follows a specifier to the file of this repository that it stands for.
import { posix } from 'node:path'
import { entriesOf } from './packages.js'
import type { Tree } from './tree.js'

/** The package name in a bare specifier: '@scope/name/sub' gives '@scope/name'; undefined for relative ones. */
export function packageNameIn(specifier: string): string | undefined {
  if (specifier.startsWith('.') || specifier.startsWith('/')) return undefined
  const [first, second] = specifier.split('/')
  return first?.startsWith('@') ? `${first}/${second}` : first
}

/** The path of the source file meant by `specifier` in `from`, or undefined when it is not one of ours. */
export function resolveImport(tree: Tree, from: string, specifier: string): string | undefined {
  const name = packageNameIn(specifier)
  if (name === undefined) return sourceAt(tree, posix.join(posix.dirname(from), specifier))
  const owner = tree.packages.find((one) => one.name === name)
  return owner && entriesOf(owner).get(`.${specifier.slice(name.length)}`)
}

// Imports name the emitted file, so './x.js' stands for './x.ts'.
function sourceAt(tree: Tree, path: string): string | undefined {
  const written = path.replace(/\.([cm]?)js$/, '.$1ts')
  return [written, path, `${path}.ts`, `${path}x`, `${path}/index.ts`].find((one) => tree.files.has(one))
}
