// One source file as the rules see it: its lines, and its syntax tree walked once into a flat list.
import { type ParserPlugin, parse } from '@babel/parser'
import type { File, Function as FunctionNode, Node } from '@babel/types'

export interface Visit {
  node: Node
  parent: Visit | undefined
}

export interface Source {
  path: string
  text: string
  lines: string[]
  /** True for every kind of test, also for one whose suffix is not a known one. */
  isSpec: boolean
  file(): File
  /** All nodes in the order of the text, each after its parent. */
  visits(): Visit[]
}

const sourceFile = /\.([cm]?[jt]s|tsx)$/

export const isSourcePath = (path: string) => sourceFile.test(path) && !path.endsWith('.d.ts')

export function sourceOf(path: string, text: string): Source {
  const file = once(() => parseSource(path, text))
  return {
    path,
    text,
    lines: text.split('\n'),
    isSpec: /\.(spec|test)\.[a-z]+$/.test(path),
    file,
    visits: once(() => {
      const visits: Visit[] = []
      collect(file().program, undefined, visits)
      return visits
    }),
  }
}

function parseSource(path: string, text: string): File {
  const plugins: ParserPlugin[] = ['decorators-legacy']
  if (/ts[x]?$/.test(path)) plugins.push('typescript')
  if (/x$/.test(path)) plugins.push('jsx')
  try {
    return parse(text, {
      sourceType: path.endsWith('.cjs') ? 'script' : 'module',
      plugins,
      tokens: true,
      allowReturnOutsideFunction: path.endsWith('.cjs'),
    })
  } catch (cause) {
    throw new SyntaxError(`${path} cannot be parsed: ${(cause as Error).message}`, { cause })
  }
}

// Which properties hold child nodes differs by node type; asking each value is shorter than a table and as exact.
function collect(node: Node, parent: Visit | undefined, visits: Visit[]): void {
  const visit = { node, parent }
  visits.push(visit)
  for (const [key, value] of Object.entries(node)) {
    if (key.endsWith('Comments') || key === 'loc' || key === 'extra') continue
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) collect(child, visit, visits)
    }
  }
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'

export const lineOf = ({ loc }: Pick<Node, 'loc'>) => loc?.start.line ?? 1

const functions = new Set([
  'ArrowFunctionExpression',
  'FunctionDeclaration',
  'FunctionExpression',
  'ObjectMethod',
  'ClassMethod',
  'ClassPrivateMethod',
])

export const isFunction = (node: Node): node is FunctionNode => functions.has(node.type)

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}
