// No file of one service is the same as a file of another: what two services share is called from shared/.
import { rule } from './rule.js'

export const twinFiles = rule('twin-files', 'has no file twice in two services', function* (tree) {
  const firstWith = new Map<string, string>()
  for (const [path, text] of tree.files) {
    const owner = tree.packageOf(path)
    const content = text.replace(/\s+/g, ' ').trim()
    // Compiler settings of two packages are the same on purpose: they say that nothing is special here.
    if (owner?.kind !== 'service' || content === '' || path.endsWith('/tsconfig.json')) continue
    const twin = firstWith.get(content)
    firstWith.set(content, twin ?? path)
    if (twin && tree.packageOf(twin) !== owner) {
      yield { file: path, line: 1, message: `is the same as ${twin}; what both need belongs into shared/` }
    }
  }
})
