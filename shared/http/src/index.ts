// The door of the package: Express with routes as data.
export { type Answer, created, noContent, ok, okFile } from './answer.js'
export { type AppParts, createApp } from './app.js'
export { type Act, type Actor, type Audited, actorOf, auditing } from './audit.js'
export { type Caller, type Role, roles, type Who } from './caller.js'
export { type Cursors, createCursors } from './cursor.js'
export { edgeHeaders, edgeOf } from './edge.js'
export {
  BadRequest,
  BodyTooLarge,
  MethodNotAllowed,
  NotFound,
  PreconditionRequired,
  RateLimited,
  ReauthenticationRequired,
  Stale,
  TooSlow,
  Unauthenticated,
  Unavailable,
} from './errors.js'
export { forgetAnswersTo, type IdempotencyStore, idempotencyIn } from './idempotency.js'
export { type KeySource, keyLookUp } from './key-look-up.js'
export { remoteKeys } from './keys.js'
export { type Listening, listen } from './listen.js'
export { idempotencyMigrations } from './migrations.js'
export { mergeOpenApi, openApiOf } from './openapi.js'
export { ownedBy } from './ownership.js'
export { pageQuery, pageShape, readPage, type Seek } from './page.js'
export { matchIfSaid, requireMatch } from './precondition.js'
export { addMetrics, addProbes } from './probes.js'
export { sendProblem } from './problem.js'
export { type RateLimitState, rateLimitHeaders } from './rate-limit-headers.js'
export { formType } from './read-body.js'
export { type RequestFacts, type Route, route } from './route.js'
export { cursorSettings, httpSettings, identitySettings, tokenSettings } from './settings.js'
export { judgeOf } from './validate.js'
export { bearerOf, createVerifier, type TokenRules, type VerifyToken } from './verify-token.js'
