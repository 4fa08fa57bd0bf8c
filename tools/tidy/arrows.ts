// The arrows between packages: services -> {http, backbone} -> {runtime, contracts}, and never from a service to a service.
import { type Import, importsOf } from './reading/imports.js'
import { entriesOf, type Package } from './reading/packages.js'
import { packageNameIn } from './reading/resolve.js'
import type { Source } from './reading/source.js'
import type { Tree } from './reading/tree.js'
import { rule } from './rule.js'

/** What the code of each shared package may import of ours. Tests may import the testing package as well. */
const sharedArrows: Record<string, string[]> = {
  contracts: [],
  runtime: [],
  backbone: ['runtime', 'contracts'],
  http: ['runtime', 'contracts'],
  testing: ['backbone', 'contracts', 'http', 'runtime'],
}

const forServices = ['backbone', 'contracts', 'http', 'runtime']

export const arrows = rule(
  'arrows',
  'lets packages import each other only along the arrows of the design',
  function* (tree) {
    for (const source of tree.sources) {
      const home = tree.packageOf(source.path)
      if (!home) continue
      for (const one of importsOf(source)) {
        const message = objection(tree, { source, home, one })
        if (message) yield { file: source.path, line: one.line, message }
      }
    }
  },
)

interface Step {
  source: Source
  home: Package
  one: Import
}

function objection(tree: Tree, step: Step): string | undefined {
  const { home, one } = step
  if (one.specifier.startsWith('.')) return leaves(tree, step)
  const name = packageNameIn(one.specifier)
  const target = tree.packages.find((candidate) => candidate.name === name)
  if (!target) return outside(step)
  if (target === home) return 'imports its own package by name; use a relative path'
  const address = `.${one.specifier.slice(target.name.length)}`
  if (!entriesOf(target).has(address)) return `${one.specifier} is not an entry that ${target.name} declares`
  if (allows(step, target)) return undefined
  if (target.kind === 'service') return `imports the service ${target.folder}; services talk by events`
  return `imports ${target.folder}, which no arrow of the design allows here`
}

function allows({ source, home }: Step, target: Package): boolean {
  if (home.kind === 'flows') return true
  const name = target.folder.split('/')[1] ?? ''
  if (target.kind !== 'shared') return false
  if (name === 'testing' && source.isSpec) return true
  if (home.kind === 'shared') return (sharedArrows[home.folder.split('/')[1] ?? ''] ?? []).includes(name)
  return home.kind === 'service' ? forServices.includes(name) : home.kind === 'tools'
}

function leaves(tree: Tree, { source, home, one }: Step): string | undefined {
  const reached = new URL(one.specifier, `file:///${source.path}`).pathname.slice(1)
  return tree.packageOf(reached) === home
    ? undefined
    : `${one.specifier} leaves the package ${home.folder || 'root'}`
}

// Contracts are read by everybody and everything, so they carry nothing but their schema library.
function outside({ source, home, one }: Step): string | undefined {
  if (source.isSpec) return undefined
  if (home.folder === 'shared/contracts' && one.specifier !== 'joi')
    return 'contracts import joi and nothing else'
  const transport = one.specifier === 'express' || one.specifier === 'amqplib'
  if (home.folder === 'shared/runtime' && transport) return `runtime knows no ${one.specifier}`
  return undefined
}
