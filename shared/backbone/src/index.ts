// The door of the package: events over RabbitMQ that are neither lost nor handled twice. Knows no concrete event.
export { type Backbone, openBackbone } from './backbone.js'
export { carriesEvents } from './document-outbox.js'
export { type Author, toMessage } from './envelope.js'
export { dropUnsent, eraseKey, isErased } from './erased-keys.js'
export { dependencyDown, permanent, throttled } from './failure-kinds.js'
export { handingOutCopies } from './hand-out-copy.js'
export { type ErasedEntities, heedErasures } from './heed-erasures.js'
export { backboneMetrics } from './metrics.js'
export { backboneMigrations } from './migrations.js'
export {
  bulkReaction,
  type Envelope,
  type GuardedReaction,
  type Happening,
  ignore,
  type Reaction,
  type ReactionResult,
  reaction,
  repeatableReaction,
} from './reaction.js'
export { queueSettings, rabbitSettings } from './settings.js'
export { type Tombstones, tombstonesIn } from './tombstones.js'
export {
  type Consumer,
  type Definitions,
  definitionsOf,
  eventExchange,
  type Permissions,
  type Platform,
  permissionsOf,
  queueOf,
} from './topology.js'
export { avroSchemaOf, readBody, rewriteBody, type WireFormat } from './wire-format.js'
