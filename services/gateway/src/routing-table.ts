// Where every call leads, as data: what is not listed does not exist from outside.
import { type GatewayRoute, rowsOf } from './table-row.js'

const open = { auth: 'open' } as const
const sensitive = { auth: 'sensitive' } as const
const published = { auth: 'open', cache: 'as-answered' } as const

const auth = rowsOf('auth', { cache: 'no-store', bodyLimitBytes: 100_000 }, [
  ['GET /.well-known/jwks.json', published],
  ['GET /.well-known/openid-configuration', published],
  // Each try costs a password hash, or is a guess at a password: counted apart, by address.
  ['POST /v1/auth/register', { auth: 'open', limit: 'register' }],
  ['POST /v1/auth/login', { auth: 'open', limit: 'login' }],
  ['POST /v1/auth/refresh', open],
  ['POST /v1/auth/reauthenticate', { auth: 'sensitive', limit: 'login' }],
  ['POST /v1/auth/password/forgot', { auth: 'open', limit: 'recover' }],
  ['POST /v1/auth/password/reset', { auth: 'open', limit: 'recover' }],
  ['POST /v1/auth/email/verify', { auth: 'open', limit: 'recover' }],
  ['POST /v1/auth/email/confirm', { auth: 'open', limit: 'recover' }],
  ['POST /v1/auth/email/verify/send', { limit: 'recover' }],
  ['POST /v1/auth/email', sensitive],
  ['POST /v1/auth/password', sensitive],
  ['POST /v1/auth/password/check', { auth: 'sensitive', limit: 'login' }],
  // To end a session does no harm, and must work above all when something is wrong.
  ['POST /v1/auth/logout'],
  ['POST /v1/auth/logout-all'],
  ['GET /v1/auth/me'],
  ['GET /v1/auth/sessions', sensitive],
  ['DELETE /v1/auth/sessions/{id}', sensitive],
  ['POST,DELETE /v1/auth/otp', sensitive],
  ['POST /v1/auth/otp/confirm', sensitive],
  ['POST /v1/auth/keys/rotate', sensitive],
  // Here clients prove who they are, by what stands in the request itself.
  ['POST /v1/oauth/token', { auth: 'open', limit: 'oauth' }],
  ['POST /v1/oauth/introspect', { auth: 'open', limit: 'oauth' }],
  ['POST /v1/oauth/revoke', { auth: 'open', limit: 'oauth' }],
  ['GET,POST /v1/oauth/clients', sensitive],
  ['GET,DELETE /v1/oauth/clients/{id}', sensitive],
  ['POST /v1/oauth/clients/{id}/rotate-secret', sensitive],
  ['GET /v1/users', sensitive],
  ['GET,PATCH /v1/users/{id}', sensitive],
  ['DELETE /v1/users/{id}/otp', sensitive],
  ['GET,DELETE /v1/users/{id}/sessions', sensitive],
  ['DELETE /v1/users/{id}/sessions/{sessionId}', sensitive],
])

const user = rowsOf('user', {}, [
  ['DELETE /v1/users/me', sensitive],
  ['GET,PATCH /v1/users/me/profile'],
  ['PUT,DELETE /v1/users/me/avatar'],
  ['GET,PUT /v1/users/me/preferences'],
  ['GET,PATCH /v1/users/me/settings'],
  ['POST /v1/users/me/export', sensitive],
  ['GET /v1/users/me/exports/{id}', sensitive],
  ['GET /v1/users/me/exports/{id}/file', { auth: 'sensitive', cache: 'no-store' }],
  ['GET /v1/profiles'],
  ['GET /v1/profiles/{userIdOrHandle}'],
  // Pages show it by its address alone, without a token.
  ['GET /v1/profiles/{userId}/avatar', published],
  // Who was erased has no account left to sign in with: the erasure has a token of its own, which the service checks.
  ['GET /v1/erasures/{id}', { auth: 'open', cache: 'no-store' }],
])

const action = rowsOf('action', {}, [
  ['GET,POST /v1/actions'],
  ['GET,POST /v1/tasks'],
  ['GET,POST /v1/journals'],
  ['GET,PATCH,DELETE /v1/actions/{id}'],
  ['POST /v1/actions/{id}/complete'],
  ['POST /v1/actions/{id}/reopen'],
  ['POST /v1/actions/{id}/archive'],
  ['POST /v1/actions/{id}/restore'],
  ['GET /v1/actions/{id}/history'],
  ['GET /v1/actions/{id}/completions'],
  ['POST /v1/actions/import'],
])

const notification = rowsOf('notification', {}, [
  ['GET /v1/notifications'],
  ['POST /v1/notifications/{id}/read'],
  ['POST /v1/notifications/{id}/unread'],
  ['POST /v1/notifications/{id}/archive'],
  ['POST /v1/notifications/read-all'],
  ['GET /v1/notifications/unread-count'],
  ['GET /v1/notifications/{id}/deliveries'],
  ['GET /v1/notifications/why'],
  ['GET,POST /v1/push-subscriptions'],
  ['DELETE /v1/push-subscriptions/{id}'],
  ['GET /v1/push-subscriptions/key'],
  ['GET,POST /v1/webhooks'],
  ['GET,PATCH,DELETE /v1/webhooks/{id}'],
  ['POST /v1/webhooks/{id}/rotate-secret', sensitive],
  ['POST /v1/webhooks/{id}/test'],
  ['GET /v1/webhooks/{id}/attempts'],
  ['POST /v1/webhooks/{id}/attempts/{attemptId}/resend'],
  // One click in a mail, by somebody who need not be signed in.
  ['GET,POST /v1/unsubscribe/{token}', { auth: 'open', cache: 'no-store', retry: 'never' }],
  ['GET,PUT /v1/notification-templates/{category}/{channel}/{locale}'],
  ['POST /v1/notification-templates/{category}/{channel}/{locale}/preview'],
])

const feed = rowsOf('feed', {}, [
  ['GET /v1/feed'],
  ['POST /v1/feed/seen'],
  ['GET /v1/profiles/{userId}/activities'],
  ['PUT,DELETE /v1/follows/{userId}'],
  ['GET /v1/followers'],
  ['GET /v1/following'],
  ['PUT,DELETE /v1/blocks/{userId}'],
  ['GET /v1/blocks'],
  ['GET /v1/ops/feeds'],
  ['POST /v1/ops/feeds/{userId}/rebuild'],
])

const activity = rowsOf('activity', {}, [
  ['GET /v1/activities'],
  // A batch may be large, and is there once however often it is posted.
  ['POST /v1/activities', { bodyLimitBytes: 5_000_000 }],
  ['GET /v1/activities/counts'],
  ['GET /v1/activities/{id}'],
  ['GET /v1/activity-types'],
  ['GET,PUT,DELETE /v1/activity-types/{type}'],
])

const ops = rowsOf('ops', {}, [
  ['GET /v1/ops/services'],
  ['GET /v1/ops/queues'],
  ['GET /v1/ops/outbox'],
  ['GET /v1/ops/contracts'],
  ['GET /v1/ops/trace/{id}'],
  ['GET /v1/ops/dead-letters', sensitive],
  ['GET /v1/ops/dead-letters/groups', sensitive],
  ['GET,PATCH /v1/ops/dead-letters/{id}', sensitive],
  ['POST /v1/ops/dead-letters/{id}/dry-run', sensitive],
  ['POST /v1/ops/dead-letters/replay', sensitive],
  ['GET /v1/ops/dead-letters/replays/{id}', sensitive],
  ['POST /v1/ops/dead-letters/discard', sensitive],
  ['GET /v1/ops/held-keys', sensitive],
  ['POST /v1/ops/held-keys/resume', sensitive],
])

const realtime = rowsOf('realtime', { cache: 'no-store' }, [
  ['GET /v1/events/live', { stream: true }],
  // Socket.IO, which begins with plain calls where a WebSocket does not come about; its slash belongs to the address.
  ['GET,POST /realtime/', { auth: 'open', upgrade: true, retry: 'never', timeoutMs: 60_000 }],
])

export const routingTable: readonly GatewayRoute[] = [
  ...auth,
  ...user,
  ...action,
  ...activity,
  ...notification,
  ...feed,
  ...ops,
  ...realtime,
]
