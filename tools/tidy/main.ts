// Prints what the house style finds in this repository: the same findings as the test, faster and one per line.
import { resolve } from 'node:path'
import { allRules } from './all-rules.js'
import { findingsOf, needlessExceptions } from './check.js'
import { exceptions } from './exceptions.js'
import { treeAt } from './reading/checkout.js'
import { tell } from './rule.js'

const tree = treeAt(resolve(__dirname, '../../..'))
const findings = allRules.flatMap((rule) => findingsOf(rule, tree, exceptions))
findings.push(...needlessExceptions(allRules, tree, exceptions))
for (const finding of findings) console.log(tell(finding))
console.log(findings.length === 0 ? 'Nothing to tidy.' : `${findings.length} findings.`)
process.exitCode = findings.length === 0 ? 0 : 1
