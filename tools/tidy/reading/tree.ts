// The files of a checkout in memory, with the packages they belong to.
import { type Package, packagesIn } from './packages.js'
import { isSourcePath, type Source, sourceOf, type Visit } from './source.js'

export interface Tree {
  files: ReadonlyMap<string, string>
  sources: readonly Source[]
  packages: readonly Package[]
  source(path: string): Source | undefined
  /** The package whose folder holds the path; the root package holds what no other does. */
  packageOf(path: string): Package | undefined
}

/** `files` maps paths, relative to the root and with forward slashes, to their text. */
export function treeOf(files: Record<string, string>): Tree {
  const sources = new Map<string, Source>()
  for (const [path, text] of Object.entries(files)) {
    if (isSourcePath(path)) sources.set(path, sourceOf(path, text))
  }
  const packages = packagesIn(files)
  return {
    files: new Map(Object.entries(files)),
    sources: [...sources.values()],
    packages,
    source: (path) => sources.get(path),
    packageOf: (path) => packages.find(({ folder }) => folder === '' || path.startsWith(`${folder}/`)),
  }
}

/** Every node of every source, with the path that it stands in. */
export function* nodesIn(tree: Tree): Iterable<{ path: string; visit: Visit }> {
  for (const source of tree.sources) {
    for (const visit of source.visits()) yield { path: source.path, visit }
  }
}
