// A spec that must be run alone says so in its first line, where the test command looks, and says why.
import { rule } from './rule.js'

const minWords = 4

export const aloneSpecs = rule(
  'alone-specs',
  'tells in its first line why a spec is run alone',
  function* (tree) {
    for (const { path, lines, isSpec } of tree.sources) {
      for (const [index, line] of lines.entries()) {
        const [, reason] = /^\s*\/\/ ?Alone\b:?(.*)$/i.exec(line) ?? []
        if (reason === undefined) continue
        const message = objection({ line, reason, isFirst: index === 0, isSpec, path })
        if (message) yield { file: path, line: index + 1, message }
      }
    }
  },
)

interface Said {
  line: string
  reason: string
  isFirst: boolean
  isSpec: boolean
  path: string
}

function objection({ line, reason, isFirst, isSpec, path }: Said): string | undefined {
  if (!isSpec) return undefined
  if (!path.endsWith('.int.spec.ts'))
    return 'only integration tests are run side by side, others need not be alone'
  if (!isFirst) return 'that a spec must be alone stands in its first line'
  if (!line.startsWith('// Alone: ') || !reason.trim().endsWith('.'))
    return 'it begins `// Alone: ` and ends with a full stop'
  return reason.trim().split(/\s+/).length < minWords ? 'it does not say why it must be alone' : undefined
}
