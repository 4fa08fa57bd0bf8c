// The door of the package: what every service needs before it serves anything. Drivers have doors of their own.
export { addressesIn } from './addresses.js'
export { type Clock, systemClock } from './clock.js'
export {
  beginTrace,
  correlationOf,
  currentContext,
  currentStory,
  currentTraceparent,
  inStory,
  inTraceOf,
  isTracing,
  nameRoute,
  runInContext,
  type Story,
  type TraceScope,
  traceHeaders,
  traceIdOf,
  traceScope,
  type WorkContext,
} from './context.js'
export { databaseSettings } from './database-settings.js'
export { createDoze } from './doze.js'
export { type Environment, environment } from './environment.js'
export {
  CallerError,
  createError,
  type ErrorFacts,
  type ErrorKind,
  type FieldProblem,
  isUnavailable,
} from './errors.js'
export { createHealth, type Health, type HealthReport } from './health.js'
export { bornAt, idNamed, newId } from './ids.js'
export { instance } from './instance.js'
export { keepDoing } from './keep-doing.js'
export { createLogger, type Logger, type LogLevel } from './logger.js'
export { mongoSettings } from './mongo-settings.js'
export { type Outbound, OutboundFailure, openOutbound } from './outbound/outbound.js'
export { addressProblem } from './outbound/outbound-address.js'
export { redisSettings } from './redis-settings.js'
export { type Dependency, type Resource, unwatched, within } from './resource.js'
export { createSealer, type Sealer } from './seal.js'
export {
  baseSettings,
  defineService,
  type RunningService,
  run,
  type Service,
  type Wiring,
} from './service.js'
export {
  addressesSetting,
  addressSetting,
  type ConfigOf,
  choiceSetting,
  flagSetting,
  integerSetting,
  listSettings,
  optionalAddressesSetting,
  optionalAddressSetting,
  readSettings,
  type Setting,
  type SettingsTree,
  secretRingSetting,
  secretSetting,
  textSetting,
} from './settings.js'
export { storageSettings } from './storage-settings.js'
