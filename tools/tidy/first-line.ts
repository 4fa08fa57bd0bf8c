// Each file says in its first line what it is for, so that a folder can be read by its first lines alone.
import { rule } from './rule.js'

const minWords = 4

export const firstLine = rule(
  'first-line',
  'begins every file with one sentence on what it is for',
  function* (tree) {
    for (const { path, lines, isSpec } of tree.sources) {
      if (isSpec) continue
      const line = lines[0]?.startsWith('#!') ? 2 : 1
      const message = objection(lines[line - 1] ?? '')
      if (message) yield { file: path, line, message }
    }
  },
)

function objection(line: string): string | undefined {
  if (!line.startsWith('// ')) return 'does not begin with a // comment that says what the file is for'
  const sentence = line.slice(3).trim()
  // A command or a name in backticks is written as it is typed.
  if (!/^[\p{Lu}`]/u.test(sentence)) return 'the first line does not start with a capital letter'
  if (!sentence.endsWith('.')) return 'the first line does not end with a full stop'
  if (sentence.split(/\s+/).length < minWords) return 'the first line says too little to be a sentence'
  return undefined
}
