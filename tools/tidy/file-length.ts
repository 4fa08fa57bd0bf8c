// Files stay short enough to be read in one go.
import { rule } from './rule.js'

const maxLines = 300
const maxSpecLines = 500

export const fileLength = rule(
  'file-length',
  `keeps files within ${maxLines} lines, specs within ${maxSpecLines}`,
  function* (tree) {
    for (const { path, lines, isSpec } of tree.sources) {
      const count = lines.at(-1) === '' ? lines.length - 1 : lines.length
      const limit = isSpec ? maxSpecLines : maxLines
      if (count > limit)
        yield { file: path, line: limit + 1, message: `has ${count} lines, at most ${limit} are allowed` }
    }
  },
)
