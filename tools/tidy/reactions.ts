// A reaction is found by its file name, so the name tells the event: <do-this>-when-<that-happened>.ts.
import { posix } from 'node:path'
import type { CallExpression } from '@babel/types'
import { exportsOf } from './reading/exports.js'
import { importsOf } from './reading/imports.js'
import { resolveImport } from './reading/resolve.js'
import { lineOf, type Source } from './reading/source.js'
import type { Tree } from './reading/tree.js'
import { wiringsFor } from './reading/wirings.js'
import { pascalCase } from './reading/words.js'
import { type Place, rule } from './rule.js'

/** The ways to declare one. */
const words = ['reaction', 'repeatableReaction', 'bulkReaction']

const reactionFile = /^.+-when-(?<happened>.+)\.ts$/

export const reactions = rule(
  'reactions',
  'names each reaction by its event and lists it in its service',
  function* (tree) {
    for (const source of tree.sources) {
      if (source.isSpec || tree.packageOf(source.path)?.kind !== 'service') continue
      const happened = reactionFile.exec(posix.basename(source.path))?.groups?.happened
      const calls = reactionsIn(source)
      if (happened === undefined) {
        if (calls[0]) yield misplaced(source, calls[0])
        continue
      }
      yield* misnamed(source, calls, happened)
      yield* unlisted(tree, source)
    }
  },
)

const misplaced = (source: Source, call: CallExpression): Place => ({
  file: source.path,
  line: lineOf(call),
  message: 'a reaction stands in a file of its own, <do-this>-when-<that-happened>.ts',
})

const reactionsIn = (source: Source) =>
  source.visits().flatMap(({ node }) => {
    if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') return []
    return words.includes(node.callee.name) ? [node] : []
  })

function* misnamed(source: Source, calls: CallExpression[], happened: string): Iterable<Place> {
  const [call] = calls
  if (!call || calls.length > 1) {
    const message = `calls reaction() ${calls.length} times, the file is one reaction`
    yield { file: source.path, line: calls[1] ? lineOf(calls[1]) : 1, message }
  }
  const event = call?.arguments[0]
  const expected = pascalCase(happened)
  if (!call || (event?.type === 'Identifier' && event.name === expected)) return
  const message = `reacts to ${event?.type === 'Identifier' ? event.name : 'something else'}, its name says ${expected}`
  yield { file: source.path, line: lineOf(call), message }
}

/** A service with many reactions lists them by what they are about, in files beside its wiring. */
const listFile = /^services\/[^/]+\/src\/[a-z0-9-]+-reactions\.ts$/

function* unlisted(tree: Tree, source: Source): Iterable<Place> {
  const wirings = wiringsFor(tree, source.path)
  const lists = wirings
    .flatMap((wiring) => importedBy(tree, wiring))
    .filter(({ path }) => path !== undefined && listFile.test(path))
  const listed = [...wirings, ...lists.flatMap(({ path = '' }) => path)]
    .flatMap((list) => importedBy(tree, list))
    .filter(({ path }) => path === source.path)
    .flatMap(({ names }) => names)
  for (const { name, line } of exportsOf(source)) {
    if (listed.includes(name)) continue
    yield {
      file: source.path,
      line,
      message: `${name} is not listed in ${tree.packageOf(source.path)?.folder}/src/service.ts`,
    }
  }
}

function importedBy(tree: Tree, path: string): Array<{ path: string | undefined; names: readonly string[] }> {
  const source = tree.source(path)
  if (!source) return []
  return importsOf(source).map(({ specifier, names }) => ({
    path: resolveImport(tree, path, specifier),
    names,
  }))
}
