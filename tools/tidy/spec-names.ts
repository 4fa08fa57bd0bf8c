// The suffix of a test says how much of the system it needs, and the test command selects by it.
import { rule } from './rule.js'

const known = /\.(unit|int|flow|e2e)\.spec\.tsx?$/

export const specNames = rule('spec-names', 'tells the level of each test by its suffix', function* (tree) {
  for (const { path, isSpec } of tree.sources) {
    if (!isSpec) continue
    if (!known.test(path)) {
      const message = 'a test ends in .unit.spec.ts, .int.spec.ts, .flow.spec.ts or .e2e.spec.ts'
      yield { file: path, line: 1, message }
    }
    if (path.endsWith('.flow.spec.ts') && !path.startsWith('docs/flows/')) {
      yield { file: path, line: 1, message: 'flows stand in docs/flows, beside the page that tells them' }
    }
  }
})
