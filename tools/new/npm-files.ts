// What npm keeps in package.json and package-lock.json, changed as npm itself would change it, so that no network is needed.
import type { Tree } from '../tidy/reading/tree.js'
import type { Manifest } from './service-files.js'

type Versions = Record<string, string>

interface Lock {
  packages: Record<string, object & { dependencies?: Versions }>
}

export const readJson = <T>(tree: Tree, path: string) => JSON.parse(tree.files.get(path) ?? '{}') as T

export const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

export const versionOf = (tree: Tree) => readJson<{ version: string }>(tree, 'package.json').version

/** The lock file with one more workspace: `npm ci` refuses one that does not know them all. */
export function lockWithPackage(tree: Tree, folder: string, manifest: Manifest): string {
  const lock = readJson<Lock>(tree, 'package-lock.json')
  const { name, version, license, dependencies, devDependencies } = manifest
  const packages = {
    ...lock.packages,
    [`node_modules/${name}`]: { resolved: folder, link: true },
    [folder]: { name, version, license, dependencies, devDependencies },
  }
  return json({ ...lock, packages: inOrder(packages) })
}

/** The files to change so that the package in `folder` may import another one of ours; none if it may already. */
export function filesWithDependency(tree: Tree, folder: string, name: string): Array<[string, string]> {
  const manifest = readJson<Manifest>(tree, `${folder}/package.json`)
  if (manifest.dependencies?.[name]) return []
  const lock = readJson<Lock>(tree, 'package-lock.json')
  const withName = (versions: Versions = {}) => inOrder({ ...versions, [name]: versionOf(tree) })
  const locked = { ...lock.packages[folder], dependencies: withName(lock.packages[folder]?.dependencies) }
  return [
    [`${folder}/package.json`, json({ ...manifest, dependencies: withName(manifest.dependencies) })],
    ['package-lock.json', json({ ...lock, packages: { ...lock.packages, [folder]: locked } })],
  ]
}

const inOrder = <T>(entries: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(entries).sort(([one], [other]) => one.localeCompare(other, 'en')))
