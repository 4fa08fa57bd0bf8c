// Everything that ties a file to another module: import and export declarations, import(), require() and type imports.
import type {
  CallExpression,
  ExportNamedDeclaration,
  ImportDeclaration,
  Node,
  TSEntityName,
} from '@babel/types'
import { lineOf, type Source } from './source.js'

export interface Import {
  specifier: string
  line: number
  /** The names that are taken; '*' stands for all of them. */
  names: string[]
  typeOnly: boolean
}

const known = new WeakMap<Source, Import[]>()

export function importsOf(source: Source): Import[] {
  const imports = known.get(source) ?? source.visits().flatMap(({ node }) => importAt(node) ?? [])
  known.set(source, imports)
  return imports
}

function importAt(node: Node): Import | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
      return fromImport(node)
    case 'ExportNamedDeclaration':
      return fromReExport(node)
    case 'ExportAllDeclaration':
      return imported(node, node.source, taken(['*'], node.exportKind === 'type'))
    case 'TSImportType':
      return imported(node, node.argument, taken([node.qualifier ? leftmost(node.qualifier) : '*'], true))
    case 'TSExternalModuleReference':
      return imported(node, node.expression, taken(['*']))
    case 'CallExpression':
      return loads(node.callee) ? imported(node, node.arguments[0], taken(['*'])) : undefined
    default:
      return undefined
  }
}

const taken = (names: string[], typeOnly = false) => ({ names, typeOnly })

function imported(node: Node, from: Node | undefined, what: Pick<Import, 'names' | 'typeOnly'>) {
  const specifier = textOf(from)
  return specifier === undefined ? undefined : { specifier, line: lineOf(node), ...what }
}

function fromImport(node: ImportDeclaration) {
  const names = node.specifiers.map((one) => {
    if (one.type === 'ImportSpecifier') return nameOf(one.imported)
    return one.type === 'ImportDefaultSpecifier' ? 'default' : '*'
  })
  const eachTyped = node.specifiers.every(
    (one) => one.type === 'ImportSpecifier' && one.importKind === 'type',
  )
  const typeOnly = node.importKind === 'type' || (names.length > 0 && eachTyped)
  return imported(node, node.source, taken(names, typeOnly))
}

function fromReExport(node: ExportNamedDeclaration) {
  const names = node.specifiers.map((one) => (one.type === 'ExportSpecifier' ? one.local.name : '*'))
  return imported(node, node.source ?? undefined, taken(names, node.exportKind === 'type'))
}

/** import(), require(), require.resolve() and import.meta.resolve() all need the module to be there. */
function loads(callee: CallExpression['callee']): boolean {
  if (callee.type === 'Import') return true
  if (callee.type === 'Identifier') return callee.name === 'require'
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return false
  const owner = callee.object
  const ofRequire = owner.type === 'Identifier' && owner.name === 'require'
  return callee.property.name === 'resolve' && (ofRequire || owner.type === 'MetaProperty')
}

// A specifier that is computed cannot be followed: that is how the launcher finds services without naming them.
function textOf(node: Node | undefined): string | undefined {
  if (node?.type === 'StringLiteral') return node.value
  if (node?.type === 'TemplateLiteral' && node.expressions.length === 0) return node.quasis[0]?.value.raw
  return undefined
}

export const nameOf = (
  node: { type: 'Identifier'; name: string } | { type: 'StringLiteral'; value: string },
) => (node.type === 'Identifier' ? node.name : node.value)

function leftmost(name: TSEntityName): string {
  if (name.type === 'TSQualifiedName') return leftmost(name.left)
  return name.type === 'Identifier' ? name.name : '*'
}
