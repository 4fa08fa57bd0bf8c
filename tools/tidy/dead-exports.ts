// Nothing is exported that nobody imports: an export is a promise, and an unused one is code that nobody would miss.
import type { Node } from '@babel/types'
import { declaresEvent } from './concrete-events.js'
import { type Export, exportsOf } from './reading/exports.js'
import { entriesOf, type Package } from './reading/packages.js'
import { resolveImport } from './reading/resolve.js'
import type { Source } from './reading/source.js'
import type { Tree } from './reading/tree.js'
import { type Uses, usesIn } from './reading/uses.js'
import { type Place, rule } from './rule.js'

export const deadExports = rule('dead-exports', 'exports nothing that nobody imports', function* (tree) {
  const uses = usesIn(tree)
  const entries = new Set<string>()
  for (const owner of tree.packages.filter(({ kind }) => kind === 'shared')) {
    for (const entry of entriesOf(owner).values()) {
      entries.add(entry)
      yield* offeredInVain({ tree, owner, entry, uses })
    }
  }
  for (const source of tree.sources) {
    if (source.isSpec || entries.has(source.path)) continue
    yield* exportedInVain(source, uses, tree.packageOf(source.path)?.kind === 'flows')
  }
})

/** A name that is there for others, with the place where that is said and the place where it is made. */
interface Offer extends Export {
  file: string
  origin: Source
}

/** In the package of flows everything serves its tests. */
function* exportedInVain(source: Source, uses: Uses, forTests: boolean): Iterable<Place> {
  const offers = exportsOf(source).map((one): Offer => ({ ...one, file: source.path, origin: source }))
  const unwanted = withoutUse(
    offers,
    ({ name }) =>
      startsByName(source.path, name) ||
      isUsed(source, name, uses) ||
      (forTests && uses.importersOf(source.path, name).length > 0),
  )
  for (const { file, line, name } of unwanted) {
    yield { file, line, message: `${name} is exported, but no other file needs it` }
  }
}

interface Entry {
  tree: Tree
  owner: Package
  entry: string
  uses: Uses
}

/** What a shared package offers must be wanted by another package; its tests use it as its code would. */
function* offeredInVain({ tree, owner, entry, uses }: Entry): Iterable<Place> {
  // An event is agreed on before its first producer and consumer exist.
  const wanted = (offer: Offer) =>
    declaresEvent(offer.origin, offer) ||
    uses.importersOf(entry, offer.name).some((user) => tree.packageOf(user.path) !== owner)
  for (const { file, line, name } of withoutUse(offersOf(tree, entry), wanted)) {
    yield { file, line, message: `${name} is offered to other packages, but none imports it` }
  }
}

/** The names behind an entry, with those of `export *` one by one. */
function offersOf(tree: Tree, entry: string): Offer[] {
  const source = tree.source(entry)
  if (!source) return []
  return exportsOf(source).flatMap((one): Offer[] => {
    const path = one.from && resolveImport(tree, entry, one.from.specifier)
    if (!path) return [{ ...one, file: entry, origin: source }]
    const passedOn = offersOf(tree, path)
    if (one.name === '*') return passedOn
    const made = passedOn.find(({ name }) => name === one.from?.name)
    return made ? [{ ...made, name: one.name, line: one.line, file: entry }] : []
  })
}

/** A type needs no importer of its own where it is part of something used: the compiler must be able to name it. */
function withoutUse(offers: Offer[], isWanted: (offer: Offer) => boolean): Offer[] {
  const wanted = offers.filter(isWanted)
  let unwanted = offers.filter((offer) => !wanted.includes(offer))
  for (const user of wanted) {
    const parts = unwanted.filter(({ name, declared }) => isType(declared) && mentions(user, name))
    unwanted = unwanted.filter((offer) => !parts.includes(offer))
    // Extends the list that is being walked, so that the parts of a part are found as well.
    wanted.push(...parts)
  }
  return unwanted
}

const isType = (node: Node | undefined) =>
  node?.type === 'TSInterfaceDeclaration' || node?.type === 'TSTypeAliasDeclaration'

function mentions({ origin, declared }: Offer, name: string): boolean {
  const [from, to] = [declared?.start ?? 0, declared?.end ?? 0]
  return namesIn(origin, name).some(({ start }) => start != null && start >= from && start < to)
}

const namesIn = (source: Source, name: string) =>
  source.visits().flatMap(({ node }) => (node.type === 'Identifier' && node.name === name ? [node] : []))

/** A test alone is a user where the file needs the name itself as well, and exports it to be tested by itself. */
function isUsed(source: Source, name: string, uses: Uses): boolean {
  const importers = uses.importersOf(source.path, name)
  if (importers.some(({ isSpec }) => !isSpec)) return true
  return importers.length > 0 && namesIn(source, name).length > 1
}

/** What is found by its place in the tree, without an import that could be followed. */
function startsByName(path: string, name: string): boolean {
  if (/^services\/[^/]+\/src\/service\.ts$/.test(path)) return name.endsWith('Service')
  if (/^tools\/bench\/peers\/[^/]+\.mjs$/.test(path)) return name === 'open'
  return /^services\/[^/]+\/src\/config\.ts$/.test(path) && name === 'settings'
}
