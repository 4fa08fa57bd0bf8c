// POST /v1/users/me/export begins a copy of the caller's data; GET .../exports/{id} follows it, and /file is the copy.
import { type Backbone, isErased } from '@eventflow/backbone'
import { UserExportRequested, uuid } from '@eventflow/contracts'
import { type Caller, ok, okFile, route } from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import { copiesOf, type Storage } from '@eventflow/runtime/storage'
import { ErasureUnderWay, ExportNotFound, ExportNotReady, TooManyExports } from '../errors.js'
import { type Job, newJob, shownJob } from '../job.js'
import { jobShape } from '../job-shapes.js'
import type { JobStore } from '../job-store.js'
import { type ZipEntry, zipOf } from './zip.js'

interface ExportParts {
  backbone: Backbone
  jobs: JobStore
  storage: Storage
  exportsPerDay: number
  now: Clock
}

const dayMs = 86_400_000
const locationOf = ({ id }: Job) => `/v1/users/me/exports/${id}`

export const beginExport = ({ backbone, jobs, exportsPerDay, now }: ExportParts) =>
  route({
    method: 'post',
    path: '/v1/users/me/export',
    summary:
      'Has a copy of the data of the caller made; one that is under way is answered instead of another.',
    tag: 'user',
    who: 'user',
    answers: { 202: { description: 'The job, to be followed under Location.', body: jobShape } },
    refuses: [ErasureUnderWay, TooManyExports],
    handle: async ({ caller: { userId } }) => {
      const { job } = await backbone.transact(async (transaction) => {
        if (await isErased(transaction, userId)) throw ErasureUnderWay()
        const wanted = newJob('export', userId, now())
        const job = await jobs.begin(transaction, wanted)
        if (job.id !== wanted.id) return { job, events: [] }
        const since = new Date(now().getTime() - dayMs)
        if ((await jobs.exportsSince(transaction, userId, since)) > exportsPerDay)
          throw TooManyExports({ retryAfterSeconds: 3_600 })
        return { job, events: [UserExportRequested({ userId, jobId: job.id })] }
      })
      return { status: 202, body: shownJob(job), headers: { location: locationOf(job) } }
    },
  })

export const readExport = ({ jobs }: Pick<ExportParts, 'jobs'>) =>
  route({
    method: 'get',
    path: '/v1/users/me/exports/{id}',
    summary: 'How far a copy has come: which service has put its part there, and how much that was.',
    tag: 'user',
    who: 'user',
    params: { id: uuid() },
    answers: { 200: { description: 'The job.', body: jobShape } },
    refuses: [ExportNotFound],
    handle: async ({ params, caller }) => ok(shownJob(await ownExport(jobs, params.id, caller))),
  })

export const readExportFile = ({ jobs, storage }: Pick<ExportParts, 'jobs' | 'storage'>) =>
  route({
    method: 'get',
    path: '/v1/users/me/exports/{id}/file',
    summary: 'The copy: a ZIP archive with one JSON file of each service.',
    tag: 'user',
    who: 'user',
    params: { id: uuid() },
    answers: { 200: { description: 'The archive.', fileTypes: ['application/zip'] } },
    refuses: [ExportNotFound, ExportNotReady],
    handle: async ({ params, caller }) => {
      const job = await ownExport(jobs, params.id, caller)
      if (job.status !== 'done') throw ExportNotReady({ retryAfterSeconds: 2 })
      const headers = {
        'content-disposition': `attachment; filename="eventflow-${job.id}.zip"`,
        'cache-control': 'private, no-store',
      }
      return okFile({ type: 'application/zip', content: zipOf(entriesOf(storage, job)) }, { headers })
    },
  })

async function ownExport(jobs: JobStore, id: string, { userId }: Caller): Promise<Job> {
  const job = await jobs.byId('export', id)
  if (job?.userId !== userId) throw ExportNotFound()
  return job
}

/** Of what the services named only what lies with this job is read, whatever they named. */
async function* entriesOf(storage: Storage, { id, userId, parts, createdAt }: Job): AsyncGenerator<ZipEntry> {
  for (const { service, location } of parts) {
    if (!location?.startsWith(`${copiesOf(userId)}${id}/`)) continue
    const file = await storage.get(location)
    if (!file) throw new Error('a part of the copy is not there')
    yield { name: `${service}.json`, content: file.content, at: createdAt }
  }
}
