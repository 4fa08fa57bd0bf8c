// A file as a row of tokens with the accidental taken out: names, texts and numbers are blanks, comments and imports are gone.
import type { Node } from '@babel/types'
import type { Source } from './source.js'

export interface Token {
  /** Equal for tokens that differ in a name or a value only. */
  shape: string
  /** What stands there. */
  text: string
  line: number
}

interface ParsedToken {
  type: string | { label: string }
  value?: unknown
  start: number
  end: number
  loc: { start: { line: number } }
}

const blanks = new Set(['name', 'string', 'template', 'num', 'bigint', 'regexp', 'jsxName', 'jsxText'])

export function tokensOf(source: Source): Token[] {
  const file = source.file()
  const imports = file.program.body.filter(isImport)
  const within = (at: number) => imports.some(({ start, end }) => (start ?? 0) <= at && at < (end ?? 0))
  return (file.tokens as ParsedToken[]).flatMap(({ type, start, end, loc }) => {
    // Comments come with a plain name for a type.
    if (typeof type === 'string' || type.label === 'eof' || within(start)) return []
    const text = source.text.slice(start, end)
    return { shape: blanks.has(type.label) ? type.label : text, text, line: loc.start.line }
  })
}

const isImport = (node: Node) =>
  node.type === 'ImportDeclaration' ||
  node.type === 'ExportAllDeclaration' ||
  (node.type === 'ExportNamedDeclaration' && node.declaration == null)
