// The tiers of `npm test`, from the quickest to the slowest, and which spec files belong to which.
import { existsSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, relative, sep } from 'node:path'
import { Impossible } from '../component.js'

export interface Tier {
  name: string
  /** What the names of its compiled spec files end with. */
  suffix: string
  needsInfrastructure: boolean
  /** How many of its files are run at a time; those that say that they must be alone are run by themselves afterwards. */
  atOnce: number
  /** How long one test may take, unless it says so itself. */
  testMs: number
  /** How long the whole tier may take; then it hangs, and is ended. */
  tierMs: number
}

/** One more than there are cores, since most of them wait most of the time; but no more than one set of servers bears. */
const besideOneAnother = Math.min(4, availableParallelism() + 1)

export const TIERS: readonly Tier[] = [
  {
    name: 'unit',
    suffix: '.unit.spec.js',
    needsInfrastructure: false,
    atOnce: 1,
    testMs: 5_000,
    tierMs: 180_000,
  },
  {
    name: 'integration',
    suffix: '.int.spec.js',
    needsInfrastructure: true,
    atOnce: besideOneAnother,
    testMs: 30_000,
    tierMs: 600_000,
  },
  {
    name: 'flows',
    suffix: '.flow.spec.js',
    needsInfrastructure: true,
    atOnce: 1,
    testMs: 60_000,
    tierMs: 600_000,
  },
]

export interface SpecFile {
  /** The compiled file, relative to the root. */
  built: string
  /** What it was compiled from, relative to the root. */
  source: string
}

/** Every compiled spec below the packages whose source still exists: the compiler leaves the output of a removed file lying. */
export function findSpecs(root: string): SpecFile[] {
  return packageFolders(root)
    .flatMap((folder) => filesBelow(join(root, folder, 'dist')))
    .filter((file) => file.endsWith('.spec.js'))
    .map((file) => relative(root, file).split(sep).join('/'))
    .flatMap((built) => {
      const source = sourcesOf(built).find((candidate) => existsSync(join(root, candidate)))
      return source ? [{ built, source }] : []
    })
    .sort((a, b) => (a.source < b.source ? -1 : 1))
}

function packageFolders(root: string): string[] {
  const children = (parent: string) => readdirSync(join(root, parent)).map((name) => join(parent, name))
  return [...children('shared'), ...children('services'), 'tools', join('docs', 'flows')]
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file))
}

/** A package compiles either its `src` or itself into `dist`. */
export function sourcesOf(built: string): string[] {
  const source = built.replace(/\.js$/, '.ts')
  return [source.replace('/dist/', '/src/'), source.replace('/dist/', '/')]
}

/** Those below one of the paths, which may name a folder or a file, compiled or not; all when no path is given. */
export function chooseSpecs(specs: SpecFile[], paths: string[]): SpecFile[] {
  if (paths.length === 0) return specs
  const wanted = paths.map((path) => path.replace(/^\.\//, '').replace(/\/+$/, ''))
  const empty = wanted.find((path) => !specs.some((spec) => liesBelow(spec, path)))
  if (empty)
    throw new Impossible(
      `there is no spec below "${empty}"`,
      'name a folder or a spec file, from the root of the repository',
    )
  return specs.filter((spec) => wanted.some((path) => liesBelow(spec, path)))
}

const liesBelow = ({ built, source }: SpecFile, path: string): boolean =>
  [built, source].some((file) => file === path || file.startsWith(`${path}/`))
