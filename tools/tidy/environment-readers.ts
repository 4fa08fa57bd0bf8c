// The environment is read in one place, where it is checked as a whole; everybody else is given a typed value.
import type { Node } from '@babel/types'
import { importsOf } from './reading/imports.js'
import { lineOf, type Source } from './reading/source.js'
import { rule } from './rule.js'

export const environmentReaders = rule(
  'environment-readers',
  'reads process.env in one file of shared/runtime',
  function* (tree) {
    const reads = tree.sources.filter(({ isSpec }) => !isSpec).flatMap(readsIn)
    const home = reads.find(({ file }) => file.startsWith('shared/runtime/src/'))?.file
    for (const read of reads) {
      if (read.file !== home)
        yield { ...read, message: 'reads the environment; take the value from the configuration' }
    }
  },
)

function readsIn(source: Source): { file: string; line: number }[] {
  const lines = source.visits().flatMap(({ node }) => (readsEnvironment(node) ? lineOf(node) : []))
  for (const { specifier, names, line } of importsOf(source)) {
    if (/^(node:)?process$/.test(specifier) && names.includes('env')) lines.push(line)
  }
  return lines.map((line) => ({ file: source.path, line }))
}

function readsEnvironment(node: Node): boolean {
  if (node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression') {
    return isProcess(node.object) && namesEnv(node.property)
  }
  if (node.type !== 'VariableDeclarator' || node.id.type !== 'ObjectPattern') return false
  const taken = node.id.properties.some((one) => one.type === 'ObjectProperty' && namesEnv(one.key))
  return taken && isProcess(node.init)
}

// Also as `globalThis.process`.
function isProcess(node: Node | null | undefined): boolean {
  if (node?.type === 'MemberExpression') return isProcess(node.property)
  return node?.type === 'Identifier' && node.name === 'process'
}

const namesEnv = (node: Node) =>
  (node.type === 'Identifier' && node.name === 'env') ||
  (node.type === 'StringLiteral' && node.value === 'env')
