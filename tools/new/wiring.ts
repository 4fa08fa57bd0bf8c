// Lists a factory in a service's wiring, at the places that the syntax tree tells.
import type { ArrayExpression, Node, VariableDeclarator } from '@babel/types'
import { Impossible } from '../launcher/component.js'
import { type Source, sourceOf } from '../tidy/reading/source.js'

export interface Listing {
  list: 'routes' | 'reactions'
  /** The factory, which is called without arguments. */
  factory: string
  specifier: string
}

/** The text of service.ts with one more import and one more entry in the list. */
export function listedIn(path: string, text: string, { list, factory, specifier }: Listing): string {
  const source = sourceOf(path, text)
  const entries = arrayNamed(source, list)
  if (!entries) {
    throw new Impossible(
      `${path} has no list called ${list}`,
      `write \`const ${list} = []\` where they are to stand, and pass it on as services/user does`,
    )
  }
  const last = entries.elements.at(-1)
  const call = `${factory}()`
  // From the end to the beginning, so that the first edit does not move the place of the second.
  const withCall = last?.end
    ? insert(text, last.end, `, ${call}`)
    : insert(text, (entries.end ?? 0) - 1, call)
  return insert(withCall, endOfImports(source), `\nimport { ${factory} } from '${specifier}'`)
}

/** The list as a constant, or as it is handed to the call that takes it: `backbone.consume([...])`. */
function arrayNamed(source: Source, name: Listing['list']): ArrayExpression | undefined {
  for (const { node } of source.visits()) {
    const value = isConstant(node, name) ? node.init : takes(node, name)
    const list = withoutType(value)
    if (list?.type === 'ArrayExpression') return list
  }
  return undefined
}

const isConstant = (node: Node, name: string): node is VariableDeclarator =>
  node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.id.name === name

function takes(node: Node, name: Listing['list']): Node | undefined {
  if (name !== 'reactions' || node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression')
    return undefined
  const { property } = node.callee
  return property.type === 'Identifier' && property.name === 'consume' ? node.arguments[0] : undefined
}

// `[] as Reaction[]` and `[] satisfies Reaction[]` are lists too.
const withoutType = (node: Node | null | undefined): Node | null | undefined =>
  node?.type === 'TSAsExpression' || node?.type === 'TSSatisfiesExpression'
    ? withoutType(node.expression)
    : node

const endOfImports = (source: Source) =>
  source.file().program.body.findLast((node) => node.type === 'ImportDeclaration')?.end ?? 0

const insert = (text: string, at: number, what: string) => text.slice(0, at) + what + text.slice(at)
