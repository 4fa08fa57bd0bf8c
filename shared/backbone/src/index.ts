// The door of the package: events over RabbitMQ that are neither lost nor handled twice. Knows no concrete event.
export { type Backbone, openBackbone } from './backbone.js'
export { type Author, toMessage } from './envelope.js'
export { backboneMigrations } from './migrations.js'
export {
  type Envelope,
  type Happening,
  ignore,
  permanent,
  type Reaction,
  type ReactionResult,
  reaction,
} from './reaction.js'
export { rabbitSettings } from './settings.js'
export {
  type Consumer,
  type Definitions,
  definitionsOf,
  eventExchange,
  type Permissions,
  type Platform,
  permissionsOf,
} from './topology.js'
