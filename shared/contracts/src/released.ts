// What was released of an event, and the verdict on what it has become since: the rule by which versions live together.
import { additions, incompatibilities } from './compatibility.js'
import type { AnyContract } from './event.js'

/** One version of an event as it was when it was released, with messages as they may still be around. */
export interface ReleasedEvent {
  type: string
  version: number
  key: string
  sequence?: string
  sealed: readonly string[]
  schema: Readonly<Record<string, unknown>>
  examples: readonly unknown[]
}

export type Verdict =
  | { kind: 'unreleased' }
  | { kind: 'unchanged' }
  | { kind: 'compatible'; added: string[] }
  | { kind: 'incompatible'; problems: string[] }

/** The event as it is now. Examples are kept for good: they stand for messages that may still be around. */
export function releaseOf(contract: AnyContract, known?: ReleasedEvent): ReleasedEvent {
  const { type, version, key, sequence, sealed, jsonSchema } = contract
  const examples = [...(known?.examples ?? [])]
  for (const example of contract.examples)
    if (!examples.some((kept) => JSON.stringify(kept) === JSON.stringify(example))) examples.push(example)
  return {
    type,
    version,
    key,
    ...(sequence === undefined ? {} : { sequence }),
    sealed: [...sealed],
    schema: jsonSchema,
    examples,
  }
}

/** Whether the event can be deployed beside what was released of it, in any order and with messages of both on the wire. */
export function verdictOn(contract: AnyContract, corpus: readonly ReleasedEvent[]): Verdict {
  const own = corpus.filter(({ type }) => type === contract.type)
  if (own.length === 0) return { kind: 'unreleased' }
  const latest = Math.max(...own.map(({ version }) => version))
  const problems = [
    ...(contract.version < latest ? [`the event went back from version ${latest}`] : []),
    ...own.flatMap((released) => changesOf(contract, released)),
    ...own.flatMap((released) => unreadable(contract, released)),
  ]
  if (problems.length > 0) return { kind: 'incompatible', problems }
  const added =
    contract.version > latest
      ? [`version ${contract.version}, which reads ${own.map(({ version }) => version).join(', ')}`]
      : own
          .filter(({ version }) => version === latest)
          .flatMap((it) => additions(it.schema, contract.jsonSchema))
  return added.length > 0 ? { kind: 'compatible', added } : { kind: 'unchanged' }
}

function changesOf(contract: AnyContract, released: ReleasedEvent): string[] {
  if (released.version === contract.version)
    return [
      ...promiseProblems(contract, released),
      ...incompatibilities(released.schema, contract.jsonSchema),
    ]
  if (released.version > contract.version) return []
  const earlier = contract.earlier[released.version]
  if (!earlier) return [`version ${released.version}: its fields are missing under \`earlier\``]
  return [
    ...sealProblems(earlier.sealed, released),
    ...incompatibilities(released.schema, earlier.jsonSchema),
  ].map((problem) => `version ${released.version}: ${problem}`)
}

/** What a consumer relies on beside the shape. */
function promiseProblems(contract: AnyContract, released: ReleasedEvent): string[] {
  const problems = sealProblems(contract.sealed, released)
  if (contract.key !== released.key)
    problems.push(
      `the key changed from ${released.key} to ${contract.key}, by which consumers keep the order`,
    )
  if (contract.sequence !== released.sequence)
    problems.push(
      `the sequence changed from ${released.sequence ?? 'none'} to ${contract.sequence ?? 'none'}, by which consumers drop what is stale`,
    )
  return problems
}

/** A field that is new may be sealed from its first day on: older readers do not look at it. */
function sealProblems(sealed: readonly string[], released: ReleasedEvent): string[] {
  const known = Object.keys((released.schema.properties ?? {}) as object)
  return [
    ...sealed
      .filter((field) => known.includes(field) && !released.sealed.includes(field))
      .map((field) => `${field}: sealed now, which older readers do not open`),
    ...released.sealed
      .filter((field) => !sealed.includes(field))
      .map((field) => `${field}: no longer sealed, but older readers try to open it`),
  ]
}

function unreadable(contract: AnyContract, { version, examples }: ReleasedEvent): string[] {
  return examples.flatMap((example) => {
    const reading = contract.read(version, example)
    return reading.ok
      ? []
      : [`a message of version ${version} cannot be read: ${reading.problems.join('; ')}`]
  })
}
