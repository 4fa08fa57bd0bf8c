// Prints what the house style finds in this repository: the same findings as the test, faster and one per line.
import { generatedFiles } from '../generate/outputs.js'
import { runMain } from '../launcher/command.js'
import { ROOT } from '../launcher/places.js'
import { allRules } from './all-rules.js'
import { findingsOf, needlessExceptions } from './check.js'
import { exceptions } from './exceptions.js'
import { staleFiles } from './generated-files.js'
import { treeAt } from './reading/checkout.js'
import { tell } from './rule.js'

async function main(): Promise<number> {
  const tree = treeAt(ROOT)
  const findings = allRules.flatMap((rule) => findingsOf(rule, tree, exceptions))
  findings.push(...needlessExceptions(allRules, tree, exceptions))
  findings.push(...staleFiles(tree, await generatedFiles(ROOT)))
  for (const finding of findings) console.log(tell(finding))
  console.log(findings.length === 0 ? 'Nothing to tidy.' : `${findings.length} findings.`)
  return findings.length === 0 ? 0 : 1
}

void runMain(main)
