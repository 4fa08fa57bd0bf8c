// What is generated is committed, so that a change of it can be read; and it is what the code of today generates.
import type { Tree } from './reading/tree.js'
import type { Finding } from './rule.js'

const rule = 'generated-files'

/** Compares contents by path with the files that stand there; all of it is made anew by `npm run generate`. */
export function staleFiles(tree: Tree, generated: ReadonlyMap<string, string>): Finding[] {
  return [...generated].flatMap(([path, content]) => {
    const file = path.replaceAll('\\', '/')
    const known = tree.files.get(file)
    if (known === content) return []
    const message = known === undefined ? 'is missing' : 'is not what the code generates'
    return [
      { file, line: firstDifference(known ?? '', content), rule, message: `${message}; npm run generate` },
    ]
  })
}

function firstDifference(known: string, content: string): number {
  const wanted = content.split('\n')
  const at = known.split('\n').findIndex((line, index) => line !== wanted[index])
  return Math.max(at, 0) + 1
}
