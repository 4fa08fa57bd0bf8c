// Where a service is wired up: in service.ts, and in one such file more for each further process of it.
import type { Tree } from './tree.js'

export const isWiring = (path: string): boolean =>
  /^services\/[^/]+\/src\/([a-z0-9-]+-)?service\.ts$/.test(path)

/** Those of the service that a file belongs to. */
export function wiringsFor(tree: Tree, path: string): string[] {
  const folder = `${tree.packageOf(path)?.folder}/src/`
  return tree.sources.map((source) => source.path).filter((one) => one.startsWith(folder) && isWiring(one))
}
