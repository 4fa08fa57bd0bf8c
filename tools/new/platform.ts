// What the repository has already: its services and its events.
import type { Node } from '@babel/types'
import { Impossible } from '../launcher/component.js'
import { declaresEvent } from '../tidy/concrete-events.js'
import { exportsOf } from '../tidy/reading/exports.js'
import type { Tree } from '../tidy/reading/tree.js'

const serviceNames = (tree: Tree): string[] =>
  tree.packages
    .filter(({ kind }) => kind === 'service')
    .map(({ folder }) => folder.slice('services/'.length))
    .sort()

export interface KnownContract {
  type: string
  /** How it is called in code. */
  name: string
  path: string
}

/** Read from the files, because the catalogue is generated from them and may be older. */
export function contracts(tree: Tree): KnownContract[] {
  return tree.sources.flatMap((source) =>
    exportsOf(source)
      .filter((one) => declaresEvent(source, one))
      .map(({ name, declared }) => ({ name, path: source.path, type: typeIn(declared) })),
  )
}

export const contractOf = (tree: Tree, type: string) => contracts(tree).find((one) => one.type === type)

export function requireService(tree: Tree, name: string): void {
  const names = serviceNames(tree)
  if (names.includes(name)) return
  throw new Impossible(`there is no service "${name}"`, `one of: ${names.join(', ')}`)
}

/** The `type` in `defineEvent({ type: 'order.created', ... })`. */
function typeIn(declared: Node | undefined): string {
  const made = declared?.type === 'VariableDeclarator' ? declared.init : undefined
  const facts = made?.type === 'CallExpression' ? made.arguments[0] : undefined
  const properties = facts?.type === 'ObjectExpression' ? facts.properties : []
  for (const one of properties) {
    if (one.type !== 'ObjectProperty' || one.key.type !== 'Identifier' || one.key.name !== 'type') continue
    if (one.value.type === 'StringLiteral') return one.value.value
  }
  return ''
}
