// How each route is called in the authorisation matrix, where the example of its document does not say it all.
import { randomUUID } from 'node:crypto'
import { type clientOf, eventually } from '@eventflow/testing'
import type { Person } from './authorisation-people.js'

type Client = ReturnType<typeof clientOf>

export interface Call {
  params?: Readonly<Record<string, string>>
  query?: Readonly<Record<string, string>>
  /** An object as its route wants it, or bytes. */
  body?: unknown
  headers?: Readonly<Record<string, string>>
}

export interface CallPlan {
  /** It leaves the caller or the thing changed, so each call has a person of its own. */
  spends?: true
  /** What is asked for belongs to the owner: the caller, or somebody else; `as` calls in the owner's name. */
  of?: (owner: Person, as: Client) => Call | Promise<Call>
  /** The same for calls about nobody's things. */
  by?: (caller: Person) => Call
}

/** The owner, as soon as the feed service has heard of them. */
const someoneKnown: CallPlan['of'] = async ({ id }, as) => {
  await eventually(() => as.get(`/v1/profiles/${id}/activities`).expect(200))
  return { params: { userId: id } }
}

/** A task of the owner's, new for each call. */
const ownTask: CallPlan['of'] = async (_, as) => {
  const { body } = await as.post('/v1/tasks').send({ title: 'Oil the bearings' }).expect(201)
  return { params: { id: body.id } }
}

export const callPlans: Readonly<Record<string, CallPlan>> = {
  'POST /v1/auth/register': { by: () => ({ body: newcomer() }) },
  'POST /v1/auth/login': { by: ({ email, password }) => ({ body: { email, password } }) },
  'POST /v1/auth/refresh': { spends: true, by: ({ refreshToken }) => ({ body: { refreshToken } }) },
  'POST /v1/auth/reauthenticate': { spends: true, by: ({ password }) => ({ body: { password } }) },
  'POST /v1/auth/password/check': { by: ({ password }) => ({ body: { password } }) },
  'POST /v1/auth/password': {
    spends: true,
    by: ({ password }) => ({ body: { current: password, next: 'four-gulls-over-the-pier' } }),
  },
  'POST /v1/auth/email': {
    spends: true,
    by: ({ password }) => ({ body: { email: `${randomUUID()}@example.test`, password } }),
  },
  'PUT /v1/users/me/avatar': { by: () => ({ body: onePixel }) },
  'POST /v1/auth/logout': { spends: true },
  'POST /v1/auth/logout-all': { spends: true },
  'DELETE /v1/auth/sessions/{id}': { spends: true, of: ({ sessionId }) => ({ params: { id: sessionId } }) },
  'POST /v1/auth/otp/confirm': { spends: true },
  'POST /v1/oauth/token': { by: () => ({ body: { grant_type: 'client_credentials', ...strangeClient() } }) },
  'POST /v1/oauth/introspect': { by: () => ({ body: { token: 'a-token', ...strangeClient() } }) },
  'POST /v1/oauth/revoke': { by: () => ({ body: { token: 'a-token', ...strangeClient() } }) },
  'GET /v1/activity-types/{type}': { by: () => ({ params: { type: 'NEVER_DESCRIBED' } }) },
  'DELETE /v1/activity-types/{type}': { by: () => ({ params: { type: 'NEVER_DESCRIBED' } }) },
  'PUT /v1/activity-types/{type}': {
    by: () => ({
      params: { type: `T${randomUUID().replaceAll('-', '').toUpperCase()}` },
      body: { schema: {} },
    }),
  },
  'GET /v1/activities': { of: ({ id }) => ({ query: { userId: id } }) },
  'GET /v1/activities/counts': { of: ({ id }) => ({ query: { userId: id } }) },
  'GET /v1/profiles/{userIdOrHandle}': { of: ({ id }) => ({ params: { userIdOrHandle: id } }) },
  'GET /v1/profiles': { by: () => ({ query: { query: 'ada' } }) },
  'GET /v1/profiles/{userId}/activities': { of: someoneKnown },
  'PUT /v1/follows/{userId}': { of: someoneKnown },
  'DELETE /v1/follows/{userId}': { of: someoneKnown },
  'PUT /v1/blocks/{userId}': { of: someoneKnown },
  'DELETE /v1/blocks/{userId}': { of: someoneKnown },
  'GET /v1/notifications/why': { by: () => ({ query: { eventId: randomUUID() } }) },
  'POST /v1/users/me/export': { spends: true },
  'DELETE /v1/users/me': { spends: true, by: ({ password }) => ({ body: { password } }) },
  'GET /v1/actions/{id}': { of: ownTask },
  'PATCH /v1/actions/{id}': { of: ownTask },
  'DELETE /v1/actions/{id}': { of: ownTask },
  'GET /v1/actions/{id}/completions': { of: ownTask },
  'GET /v1/actions/{id}/history': { of: ownTask },
  'POST /v1/actions/{id}/complete': { of: ownTask },
  'POST /v1/actions/{id}/reopen': { of: ownTask },
  'POST /v1/actions/{id}/archive': { of: ownTask },
  'POST /v1/actions/{id}/restore': { of: ownTask },
  'PATCH /v1/users/me/profile': { spends: true, by: () => ({ body: { bio: 'Writes programs.' } }) },
  'GET /v1/notification-templates/{category}/{channel}/{locale}': { by: () => ({ params: aTemplate }) },
  'PUT /v1/notification-templates/{category}/{channel}/{locale}': { by: () => ({ params: aTemplate }) },
  'POST /v1/notification-templates/{category}/{channel}/{locale}/preview': {
    by: () => ({ params: aTemplate }),
  },
}

const aTemplate = { category: 'action', channel: 'email', locale: 'fr' }

/** The smallest picture there is. */
const onePixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

const newcomer = () => ({
  email: `${randomUUID()}@example.test`,
  password: 'a-quiet-harbour-at-dawn',
  name: 'Ada Lovelace',
})

/** Another one each time: wrong guesses are counted by client. */
const strangeClient = () => ({ client_id: randomUUID(), client_secret: 'guessed' })

/** Of routes without a plan: what is in the path exists nowhere. */
export const nothingSpecial: CallPlan = {}
