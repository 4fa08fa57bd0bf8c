// DELETE /v1/users/me begins the erasure of the caller in all services; GET /v1/erasures/{id} shows a receipt of each.
import { type Backbone, eraseKey } from '@eventflow/backbone'
import { optional, record, text, UserErasureRequested, uuid } from '@eventflow/contracts'
import { ok, RateLimited, route, Unavailable } from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import { ErasureNotFound, InvalidCredentials } from '../errors.js'
import { newJob, shownJob } from '../job.js'
import { jobFields, jobShape } from '../job-shapes.js'
import type { JobStore } from '../job-store.js'
import { erasureTokenOf, isErasureToken } from './erasure-token.js'
import { requirePassword } from './require-password.js'

interface EraseParts {
  backbone: Backbone
  jobs: JobStore
  authUrl: string
  erasureTokenKey: Buffer
  now: Clock
}

export const eraseAccount = ({ backbone, jobs, authUrl, erasureTokenKey, now }: EraseParts) =>
  route({
    method: 'delete',
    path: '/v1/users/me',
    summary: 'Has everything that is kept of the caller erased, in all services; it cannot be taken back.',
    tag: 'user',
    who: 'user',
    freshSignIn: true,
    body: record({ password: text(1_000) }),
    example: { password: 'a-quiet-harbour-at-dawn' },
    answers: {
      202: {
        description:
          'The job, to be followed under Location with `token`: by the header `X-Erasure-Token`, or as `?token=`.',
        body: record({ ...jobFields, token: text(64) }),
      },
    },
    refuses: [InvalidCredentials, RateLimited, Unavailable],
    handle: async ({ caller: { userId }, body, headers: { authorization }, address }) => {
      await requirePassword({ authUrl, authorization, address, password: body.password })
      const { job } = await backbone.transact(async (transaction) => {
        const wanted = newJob('erasure', userId, now())
        const job = await jobs.begin(transaction, wanted)
        if (job.id !== wanted.id) return { job, events: [] }
        // From here on nothing is written of this user, so the erasures that begin now find all there is.
        await eraseKey(transaction, userId)
        return { job, events: [UserErasureRequested({ userId, jobId: job.id })] }
      })
      const token = erasureTokenOf(job.id, erasureTokenKey)
      const location = `/v1/erasures/${job.id}`
      return {
        status: 202,
        body: { ...shownJob(job), token },
        headers: { location, 'cache-control': 'no-store' },
      }
    },
  })

type ReadParts = Pick<EraseParts, 'jobs' | 'erasureTokenKey'>

export const readErasure = ({ jobs, erasureTokenKey }: ReadParts) =>
  route({
    method: 'get',
    path: '/v1/erasures/{id}',
    summary:
      'A receipt of each service. Wants the token that the erasure was answered with, in `X-Erasure-Token` or as `?token=`, or an admin.',
    tag: 'user',
    who: 'anyone',
    params: { id: uuid() },
    query: { token: optional(text(64)) },
    answers: { 200: { description: 'The job.', body: jobShape } },
    refuses: [ErasureNotFound],
    handle: async ({ params: { id }, query, headers, caller }) => {
      const token = query.token ?? headers['x-erasure-token']
      const isAdmin = caller?.roles.includes('admin') ?? false
      const mayRead = isAdmin || (typeof token === 'string' && isErasureToken(token, id, erasureTokenKey))
      const job = mayRead ? await jobs.byId('erasure', id) : null
      if (!job) throw ErasureNotFound()
      return ok(shownJob(job), { headers: { 'cache-control': 'no-store' } })
    },
  })
