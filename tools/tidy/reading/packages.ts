// The workspaces of the repository, told apart by the folder they stand in.

export interface Manifest {
  name?: string
  main?: string
  exports?: Record<string, string | Record<string, string>> | string
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
}

export type PackageKind = 'service' | 'shared' | 'tools' | 'flows' | 'root'

export interface Package {
  name: string
  folder: string
  kind: PackageKind
  manifest: Manifest
  manifestPath: string
}

/** Longest folder first, so that the first one that holds a path is the one it belongs to. */
export function packagesIn(files: Record<string, string>): Package[] {
  return Object.entries(files)
    .filter(([path]) => path === 'package.json' || path.endsWith('/package.json'))
    .map(([path, text]) => packageAt(path, JSON.parse(text) as Manifest))
    .sort((one, other) => other.folder.length - one.folder.length)
}

function packageAt(manifestPath: string, manifest: Manifest): Package {
  const folder = manifestPath.slice(0, Math.max(0, manifestPath.length - '/package.json'.length))
  return { name: manifest.name ?? folder, folder, kind: kindOf(folder), manifest, manifestPath }
}

function kindOf(folder: string): PackageKind {
  const [first] = folder.split('/')
  if (first === 'services') return 'service'
  if (first === 'shared') return 'shared'
  if (first === 'docs') return 'flows'
  return first === 'tools' ? 'tools' : 'root'
}

/** The source file behind each public address of a package: '.' for its name alone, './x' for a declared subpath. */
export function entriesOf({ folder, manifest }: Package): Map<string, string> {
  const declared = typeof manifest.exports === 'string' ? { '.': manifest.exports } : (manifest.exports ?? {})
  const entries = new Map<string, string>()
  if (manifest.main) entries.set('.', sourceBehind(folder, manifest.main))
  for (const [address, target] of Object.entries(declared)) {
    const built = typeof target === 'string' ? target : (target.default ?? target.require ?? target.import)
    if (built) entries.set(address, sourceBehind(folder, built))
  }
  return entries
}

// A workspace is compiled from src/ to dist/; tools and docs/flows are compiled from where they stand.
function sourceBehind(folder: string, built: string): string {
  const sources = /^(services|shared)\//.test(folder) ? 'src/' : ''
  return `${folder}/${built
    .replace(/^\.\//, '')
    .replace(/^dist\//, sources)
    .replace(/\.js$/, '.ts')}`
}
