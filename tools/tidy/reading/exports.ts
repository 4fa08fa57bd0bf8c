// The names that a file offers to others, and where each comes from.
import type { Declaration, ExportNamedDeclaration, LVal, Node, VoidPattern } from '@babel/types'
import { nameOf } from './imports.js'
import { lineOf, type Source } from './source.js'

export interface Export {
  name: string
  line: number
  /** Set when the name is passed on from another module; '*' passes on everything. */
  from?: { specifier: string; name: string }
  /** The declared node, when the file itself declares the name. */
  declared?: Node
}

const known = new WeakMap<Source, Export[]>()

export function exportsOf(source: Source): Export[] {
  const exported = known.get(source) ?? source.file().program.body.flatMap((node) => exportedBy(source, node))
  known.set(source, exported)
  return exported
}

function exportedBy(source: Source, node: Node): Export[] {
  switch (node.type) {
    case 'ExportNamedDeclaration':
      return node.declaration ? declaredIn(node.declaration) : listed(source, node)
    case 'ExportAllDeclaration':
      return [{ name: '*', line: lineOf(node), from: { specifier: node.source.value, name: '*' } }]
    case 'ExportDefaultDeclaration':
      return [{ name: 'default', line: lineOf(node) }]
    default:
      return []
  }
}

function listed(source: Source, node: ExportNamedDeclaration): Export[] {
  return node.specifiers.map((one): Export => {
    const name = nameOf(one.exported)
    const line = lineOf(one)
    const local = one.type === 'ExportSpecifier' ? one.local.name : '*'
    const from = node.source ? { specifier: node.source.value, name: local } : importedAs(source, local)
    return from ? { name, line, from } : { name, line }
  })
}

/** Where a name of this file was imported from, so that passing it on in two steps looks like one. */
function importedAs(source: Source, local: string): Export['from'] {
  for (const node of source.file().program.body) {
    if (node.type !== 'ImportDeclaration') continue
    const found = node.specifiers.find((one) => one.local.name === local)
    if (found?.type !== 'ImportSpecifier') continue
    return { specifier: node.source.value, name: nameOf(found.imported) }
  }
  return undefined
}

function declaredIn(declaration: Declaration): Export[] {
  const line = lineOf(declaration)
  if (declaration.type === 'VariableDeclaration') {
    return declaration.declarations.flatMap((one) =>
      namesIn(one.id).map((name) => ({ name, line: lineOf(one), declared: one })),
    )
  }
  if (!('id' in declaration) || declaration.id?.type !== 'Identifier') return []
  return [{ name: declaration.id.name, line, declared: declaration }]
}

function namesIn(pattern: LVal | VoidPattern): string[] {
  if (pattern.type === 'Identifier') return [pattern.name]
  if (pattern.type === 'ObjectPattern') {
    return pattern.properties.flatMap((one) =>
      namesIn(one.type === 'RestElement' ? one.argument : (one.value as LVal)),
    )
  }
  if (pattern.type === 'ArrayPattern') return pattern.elements.flatMap((one) => (one ? namesIn(one) : []))
  return pattern.type === 'AssignmentPattern' ? namesIn(pattern.left as LVal) : []
}
