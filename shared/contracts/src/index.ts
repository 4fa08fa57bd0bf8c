// The door of the package: the catalogue of events, the words to declare one, and the rule by which versions live together.
export { acceptsOf } from './accepts.js'
export * from './catalogue.js'
export { consumersByEvent, queuesByEvent } from './consumers.js'
export {
  type AnyContract,
  type DataOf,
  type DomainEvent,
  defineEvent,
  type EventContract,
  type Reading,
} from './event.js'
export * from './fields.js'
export { jsonSchemaOf } from './json-schema.js'
export { keepersOfPersonalData } from './personal-data.js'
export { type ReleasedEvent, releaseOf, type Verdict, verdictOn } from './released.js'
