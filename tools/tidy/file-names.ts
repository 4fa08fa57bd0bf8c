// Source files are named in kebab-case, so that a name can be guessed and is the same on every disk.
import { posix } from 'node:path'
import { rule } from './rule.js'

const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+$/

export const fileNames = rule('file-names', 'names source files in kebab-case', function* (tree) {
  for (const { path } of tree.sources) {
    const name = posix.basename(path)
    if (!kebab.test(name)) yield { file: path, line: 1, message: `${name} is not in kebab-case` }
  }
})
