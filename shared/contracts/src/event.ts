// What an event is: a name, a version, a producer, a shape, a key to order by, and examples of all that was ever sent.
import Joi from 'joi'
import { type Accepts, acceptsOf } from './accepts.js'
import type { Fields, RecordOf, RequiredNames, ValueOf } from './fields.js'
import { jsonSchemaOf } from './json-schema.js'

/** Something that happened, not yet on the wire. */
export interface DomainEvent<T = unknown> {
  readonly contract: AnyContract
  readonly data: T
}

type Upcast = (data: Record<string, unknown>) => Record<string, unknown>

/** What an event looked like in an older version, of which messages may still be around. */
export interface EarlierShape {
  readonly jsonSchema: Readonly<Record<string, unknown>>
  readonly sealed: readonly string[]
}

/** The fields whose values are all of one kind. */
type NamesOf<F extends Fields, Kind> = {
  [K in keyof F]: ValueOf<F[K]> extends Kind ? K : never
}[keyof F]

export interface EventFacts<F extends Fields> {
  /** Routing key and name: `<entity>.<past verb>`. */
  type: string
  version: number
  /** The service that publishes it; `any` for the few that every service publishes. */
  producer: string
  /** The field that names the entity: events of one entity keep their order. It travels in the open. */
  key: RequiredNames<F> & string
  /** The field with the entity's version, by which a consumer drops what is stale. */
  sequence?: NamesOf<F, number> & string
  /**
   * The fields with the ids of those whom it is about: once one of them was erased, it is ignored wherever it comes late.
   * Unless said otherwise what is called userId, ownerId, followerId or followeeId.
   */
  persons?: ReadonlyArray<NamesOf<F, string> & string>
  /** Text fields that travel encrypted and are opened for the consumer only. */
  sealed?: ReadonlyArray<NamesOf<F, string | null> & string>
  schema: F
  examples: readonly [RecordOf<F>, ...RecordOf<F>[]]
  /** For each older version, how its data becomes that of the next one. */
  upcast?: Readonly<Record<number, Upcast>>
  /** The fields of each older version, by which its sealed fields are opened and its Avro messages are read. */
  earlier?: Readonly<Record<number, { schema: Fields; sealed?: readonly string[] }>>
}

/** What is known of an event without knowing the type of its data. */
export interface AnyContract {
  readonly type: string
  readonly version: number
  readonly producer: string
  readonly key: string
  readonly sequence: string | undefined
  readonly persons: readonly string[]
  readonly sealed: readonly string[]
  readonly examples: readonly unknown[]
  /** JSON Schema (2020-12) of the data. */
  readonly jsonSchema: Readonly<Record<string, unknown>>
  /** The older versions that can be read, by their number. */
  readonly earlier: Readonly<Record<number, EarlierShape>>
  /** Refuses what its own producer must not send: unknown fields too. Answers the problems found. */
  readonly check: (data: unknown) => string[]
  /** Reads what any producer sent, older or newer within a version: upcasts, then drops fields it does not know. */
  readonly read: (version: number, data: unknown) => Reading<unknown>
}

/** An event type; called with data it says that the event happened. */
export interface EventContract<T> extends AnyContract {
  (data: T): DomainEvent<T>
  readonly examples: readonly T[]
  readonly read: (version: number, data: unknown) => Reading<T>
}

export type Reading<T> =
  | { ok: true; data: T }
  | { ok: false; why: 'malformed' | 'unknown-version'; problems: string[] }

export type DataOf<C> = C extends EventContract<infer T> ? T : never

const personFields = ['userId', 'ownerId', 'followerId', 'followeeId']

/** Declares an event. What it returns is called with data to say that the event happened. */
export function defineEvent<F extends Fields>(facts: EventFacts<F>): EventContract<RecordOf<F>> {
  type Data = RecordOf<F>
  const sealed: readonly string[] = facts.sealed ?? []
  if (sealed.includes(facts.key)) throw new Error(`${facts.type} seals its key ${facts.key}`)
  const schema = Joi.object(facts.schema).required()
  const accepts = acceptsOf(schema) ?? (() => false)
  const shape = { version: facts.version, upcast: facts.upcast, schema, accepts }
  const contract = ((data: Data) => ({ contract, data })) as unknown as EventContract<Data>
  const described = {
    type: facts.type,
    version: facts.version,
    producer: facts.producer,
    key: facts.key,
    sequence: facts.sequence,
    persons: facts.persons ?? Object.keys(facts.schema).filter((name) => personFields.includes(name)),
    sealed,
    examples: facts.examples,
    jsonSchema: jsonSchemaOf(schema),
    earlier: earlierShapes(facts.earlier ?? {}),
    check: (data: unknown) => (accepts(data) ? [] : problemsOf(schema.validate(data, strictly))),
    read: (version: number, data: unknown) => readAs<Data>(shape, { version, data }),
  }
  return Object.assign(contract, described)
}

function earlierShapes(earlier: NonNullable<EventFacts<Fields>['earlier']>): AnyContract['earlier'] {
  return Object.fromEntries(
    Object.entries(earlier).map(([version, { schema, sealed = [] }]): [string, EarlierShape] => [
      version,
      { jsonSchema: jsonSchemaOf(Joi.object(schema)), sealed },
    ]),
  )
}

const strictly: Joi.ValidationOptions = { abortEarly: false, convert: false }

interface Shape extends Pick<EventFacts<Fields>, 'version' | 'upcast'> {
  schema: Joi.ObjectSchema
  accepts: Accepts
}

function readAs<T>(shape: Shape, sent: { version: number; data: unknown }): Reading<T> {
  if (!isObject(sent.data)) return { ok: false, why: 'malformed', problems: ['the body is not an object'] }
  let data = sent.data
  for (let version = sent.version; version !== shape.version; version++) {
    const upcast = version < shape.version ? shape.upcast?.[version] : undefined
    if (!upcast)
      return { ok: false, why: 'unknown-version', problems: [`version ${sent.version} cannot be read here`] }
    try {
      data = upcast(data)
    } catch (error) {
      // A step trusts the shape of its version; what it breaks on never had that shape.
      return { ok: false, why: 'malformed', problems: [`not of version ${version}: ${String(error)}`] }
    }
  }
  if (shape.accepts(data)) return { ok: true, data: data as T }
  const outcome = shape.schema.validate(data, { ...strictly, stripUnknown: true })
  if (outcome.error) return { ok: false, why: 'malformed', problems: problemsOf(outcome) }
  return { ok: true, data: outcome.value as T }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const problemsOf = (outcome: Joi.ValidationResult): string[] => outcome.error?.details.map(textOf) ?? []

/** Of text that does not match joi quotes all; what is told here ends in logs and headers, and the text is somebody's. */
function textOf({ type, context, message }: Joi.ValidationErrorItem): string {
  if (type === 'string.pattern.name') return `"${context?.label}" is not ${context?.name}`
  if (type === 'string.pattern.base') return `"${context?.label}" does not match the required pattern`
  return message
}
