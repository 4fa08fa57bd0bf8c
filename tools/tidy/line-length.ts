// Lines stay within the width that two files side by side leave.
import { rule } from './rule.js'

const maxColumns = 140

export const lineLength = rule('line-length', `keeps lines within ${maxColumns} columns`, function* (tree) {
  for (const { path, lines } of tree.sources) {
    for (const [index, { length }] of lines.entries()) {
      if (length <= maxColumns) continue
      yield {
        file: path,
        line: index + 1,
        message: `has ${length} columns, at most ${maxColumns} are allowed`,
      }
    }
  }
})
