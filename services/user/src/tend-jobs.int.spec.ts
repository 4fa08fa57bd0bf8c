import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createLogger, type Logger } from '@eventflow/runtime'
import { type Database, openDatabase } from '@eventflow/runtime/database'
import { openStorage, type Storage, storeCopy } from '@eventflow/runtime/storage'
import { eventually, testClock, throwAwayDatabase } from '@eventflow/testing'
import { Registry } from 'prom-client'
import { type Job, newJob } from './job.js'
import { jobMetrics } from './job-metrics.js'
import { type JobStore, jobStore } from './job-store.js'
import { schema } from './schema.js'
import { tendJobs } from './tend-jobs.js'

const rules = { exportKeepDays: 7, overdueHours: 24 }
const hourMs = 3_600_000

describe('jobs that are looked after', () => {
  const folder = mkdtempSync(join(tmpdir(), 'copies-'))
  const clock = testClock()
  const silent = createLogger('user', 'silent')
  let database: Database
  let storage: Storage
  let jobs: JobStore
  let drop: () => Promise<void>

  before(async () => {
    const away = await throwAwayDatabase('jobs')
    drop = away.drop
    const config = { url: away.url, poolSize: 2, statementTimeoutMs: 10_000 }
    database = await openDatabase(config, { ...schema, logger: silent })
    const endpoint = pathToFileURL(folder).href
    storage = await openStorage(
      { endpoint, bucket: '', region: '', accessKey: '', secretKey: '' },
      { logger: silent },
    )
    jobs = jobStore(database)
  })

  after(async () => {
    await database.close()
    await drop()
    rmSync(folder, { recursive: true })
  })

  const begin = (kind: Job['kind']) => {
    const job = newJob(kind, randomUUID(), clock.now())
    return database.transaction((transaction) => jobs.begin(transaction, job))
  }
  /** One round, and what it says and counts. */
  const tend = async (isDone: () => Promise<void>) => {
    const told: Array<Record<string, unknown>> = []
    const logger: Logger = { ...silent, error: (_message, fields = {}) => void told.push(fields) }
    const registry = new Registry()
    const metrics = jobMetrics(registry)
    const tending = tendJobs({ jobs, storage, now: clock.now, logger, metrics }, rules)
    await eventually(isDone)
    await tending.close()
    const overdue = (await metrics.overdue.get()).values
    return { told, overdue: Object.fromEntries(overdue.map(({ labels, value }) => [labels.kind, value])) }
  }

  it('that are late are told of and counted; an erasure goes on, and a copy may be asked for again', async () => {
    const [erasure, copy] = [await begin('erasure'), await begin('export')]
    clock.advance(25 * hourMs)
    const young = await begin('export')
    const { told, overdue } = await tend(async () => {
      assert.equal((await jobs.byId('export', copy.id))?.status, 'failed')
    })
    assert.deepEqual(
      told.map(({ job }) => job),
      [erasure.id, copy.id],
    )
    assert.deepEqual(
      told[0]?.waitsFor,
      erasure.parts.map(({ service }) => service),
    )
    assert.deepEqual(overdue, { erasure: 1, export: 1 })
    assert.equal((await jobs.byId('erasure', erasure.id))?.status, 'pending')
    assert.equal((await jobs.byId('export', young.id))?.status, 'pending')
  })

  it('that are copies go with their files when their time is over', async () => {
    const { id, userId } = await begin('export')
    await storeCopy(storage, { userId, jobId: id, service: 'auth' }, { sessions: [] })
    clock.advance(6 * 24 * hourMs)
    const young = await begin('export')
    await storeCopy(storage, { userId: young.userId, jobId: young.id, service: 'auth' }, { sessions: [] })
    clock.advance(2 * 24 * hourMs)
    await tend(async () => assert.equal(await jobs.byId('export', id), null))
    const left = (await storage.list('exports/', 10)).map(({ key }) => key)
    assert.deepEqual(left, [`exports/${young.userId}/${young.id}/auth.json`])
  })
})
