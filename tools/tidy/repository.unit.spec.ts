import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { generatedFiles } from '../generate/outputs.js'
import { allRules } from './all-rules.js'
import { findingsOf, needlessExceptions } from './check.js'
import { exceptions } from './exceptions.js'
import { staleFiles } from './generated-files.js'
import { treeAt } from './reading/checkout.js'
import { type Finding, tell } from './rule.js'

const root = resolve(__dirname, '../../..')
const tree = treeAt(root)

// One message with a line for each finding: a list that can be worked off.
function assertNone(findings: Finding[]): void {
  if (findings.length > 0) assert.fail(`${findings.length} findings:\n${findings.map(tell).join('\n')}`)
}

describe('the repository', () => {
  for (const rule of allRules) {
    // The first rule waits for all files to be parsed.
    it(rule.says, () => assertNone(findingsOf(rule, tree, exceptions))).timeout(30_000)
  }

  // Loads every built service, to ask it for its routes and reactions.
  it('has its generated files up to date', async () =>
    assertNone(staleFiles(tree, await generatedFiles(root)))).timeout(30_000)

  it('needs each of its exceptions', () => assertNone(needlessExceptions(allRules, tree, exceptions)))

  it('shows each rule failing in a test of its own', () => {
    const untested = allRules.filter(({ name }) => !tree.files.has(`tools/tidy/${name}.unit.spec.ts`))
    assert.deepEqual(
      untested.map(({ name }) => name),
      [],
    )
  })
})
