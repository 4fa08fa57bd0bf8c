// Test names are sentences, so that a failure can be read without opening the test.
import type { CallExpression, Node } from '@babel/types'
import { lineOf } from './reading/source.js'
import { rule } from './rule.js'

const minWords = 3

export const testNames = rule(
  'test-names',
  'names tests by sentences, and runs all of them',
  function* (tree) {
    for (const source of tree.sources) {
      if (!source.isSpec) continue
      for (const { node } of source.visits()) {
        if (node.type !== 'CallExpression') continue
        const message = objection(node)
        if (message) yield { file: source.path, line: lineOf(node), message }
      }
    }
  },
)

function objection({ callee, arguments: given }: CallExpression): string | undefined {
  const { name, only } = calledAs(callee)
  if (name !== 'it' && name !== 'describe') return undefined
  if (only) return `${name}.only keeps all other tests from running`
  const title = name === 'it' ? titleOf(given[0]) : undefined
  if (title === undefined) return undefined
  if (title.startsWith('Should')) return 'say what it does, not what it should do'
  return title.trim().split(/\s+/).length < minWords ? `"${title}" is not a sentence` : undefined
}

function calledAs(callee: Node): { name?: string; only: boolean } {
  if (callee.type === 'Identifier') return { name: callee.name, only: false }
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return { only: false }
  const only = callee.property.type === 'Identifier' && callee.property.name === 'only'
  return { name: callee.object.name, only }
}

/** What is inserted into a template counts as one word; a title that is computed cannot be judged here. */
function titleOf(node: Node | undefined): string | undefined {
  if (node?.type === 'StringLiteral') return node.value
  if (node?.type !== 'TemplateLiteral') return undefined
  return node.quasis.map(({ value }) => value.cooked ?? value.raw).join('x')
}
