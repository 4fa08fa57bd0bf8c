import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { integer, optional, record, text } from '@eventflow/contracts'
import {
  createApp,
  created,
  createVerifier,
  idempotencyIn,
  idempotencyMigrations,
  listen,
  type Route,
  remoteKeys,
  route,
} from '@eventflow/http'
import {
  baseSettings,
  createError,
  createLogger,
  currentContext,
  defineService,
  type RunningService,
} from '@eventflow/runtime'
import { type Database, openDatabase } from '@eventflow/runtime/database'
import supertest from 'supertest'
import { eventually } from './eventually.js'
import { type TestIdentity, testIdentity } from './identity.js'
import { type ThrowAway, throwAwayDatabase } from './stack.js'

const NoBerth = createError('NO_BERTH', 'The harbour is full.', 409)
const Busy = createError('BUSY', 'Too many ships.', 429)

const logger = createLogger('harbour', 'silent')
const answers = { 201: { description: 'The ship.' } }
const shipBody = record({ name: text(20), berths: optional(integer(1)) })

describe('the Idempotency-Key', () => {
  let place: ThrowAway
  let database: Database
  let identity: TestIdentity
  const running: RunningService[] = []
  let url: string
  /** The names of the ships that were launched: one for each time that the handler ran. */
  let runs: string[]
  /** What the handler does besides. */
  let behave: () => Promise<unknown>
  let ada: string
  let grace: string

  const launch = async ({ body }: { body: { name: string } }) => {
    runs.push(body.name)
    const number = runs.length
    await behave()
    currentContext()?.written.push({ id: `message-${number}`, type: 'ship.launched' })
    const ship = { name: body.name, number, aLongerName: 'ø', at: null }
    return created(ship, `/v1/ships/${number}`, { version: 1, headers: { 'x-launch': String(number) } })
  }
  const about = {
    method: 'post',
    summary: 'A ship.',
    tag: 'ships',
    answers,
    body: shipBody,
    handle: launch,
  } as const
  const routes = [
    route({ ...about, path: '/v1/ships', who: 'user', idempotency: 'optional' }),
    route({ ...about, path: '/v1/fleets', who: 'user', idempotency: 'required' }),
    route({ ...about, path: '/v1/boats', who: 'anyone', idempotency: 'optional' }),
  ]

  /** A service with these routes and the store of keys, as wired in production. */
  const serve = async (answerWithinMs: number, served: readonly Route[] = routes): Promise<string> => {
    const service = defineService('harbour', baseSettings, async ({ health, metrics, owns }) => {
      const keyOf = remoteKeys(identity.url, { logger })
      const app = createApp({
        name: 'harbour',
        routes: served,
        logger,
        health,
        metrics,
        http: { bodyLimitBytes: 10_000, answerWithinMs, trustedHops: 1, freshSignInSeconds: 900 },
        verifyToken: createVerifier({ issuer: 'eventflow', audience: 'eventflow', keyOf }),
        idempotency: idempotencyIn(database),
      })
      owns(await listen(app, { host: '127.0.0.1', port: 0 }))
    })
    const started = await service.start({ logLevel: 'silent', shutdownDeadlineMs: 1_000 })
    running.push(started)
    return started.url
  }

  before(async () => {
    place = await throwAwayDatabase('keys')
    identity = await testIdentity()
    const config = { url: place.url, poolSize: 10, statementTimeoutMs: 5_000 }
    database = await openDatabase(config, { entities: [], migrations: idempotencyMigrations, logger })
    url = await serve(5_000)
  })

  after(async () => {
    await Promise.all(running.map((service) => service.stop()))
    await database.close()
    await place.drop()
    await identity.close()
  })

  beforeEach(() => {
    runs = []
    behave = async () => undefined
    ada = `Bearer ${identity.token()}`
    grace = `Bearer ${identity.token()}`
  })

  const post = (key: string | undefined, body: object = { name: 'Fram' }, address = `${url}/v1/ships`) =>
    supertest(address)
      .post('')
      .set('authorization', ada)
      .set(key === undefined ? {} : { 'idempotency-key': key })
      .send(body)

  const rows = (key: string) =>
    database.reader.query<unknown[]>('select owner from idempotency_keys where key = $1', [key])

  const age = (key: string, interval: string) =>
    database.reader.query('update idempotency_keys set begun_at = begun_at - $2::interval where key = $1', [
      key,
      interval,
    ])

  /** Keeps the handler back until it is let go, and tells when it has begun. */
  const holdBack = () => {
    let letGo: () => void = () => undefined
    const passed = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const begun = new Promise<void>((resolve) => {
      behave = () => {
        resolve()
        return passed
      }
    })
    return { begun, letGo }
  }

  it('gives the first answer again, to the byte, and says so', async () => {
    const key = randomUUID()
    const first = await post(key).expect(201)
    const again = await post(key).expect(201)
    assert.equal(again.text, first.text)
    for (const name of ['location', 'etag', 'x-launch', 'sync-token', 'content-type']) {
      assert.ok(first.headers[name], name)
      assert.equal(again.headers[name], first.headers[name], name)
    }
    assert.equal(first.headers['idempotency-replayed'], undefined)
    assert.equal(again.headers['idempotency-replayed'], 'true')
    assert.deepEqual(runs, ['Fram'])
  })

  it('gives it again for the same fields in another order, under the id of the new request', async () => {
    const key = randomUUID()
    await post(key, { name: 'Fram', berths: 3 }).expect(201)
    const again = await post(key, { berths: 3, name: 'Fram' })
      .set('x-request-id', 'second-request')
      .expect(201)
    assert.equal(again.headers['idempotency-replayed'], 'true')
    assert.equal(again.headers['x-request-id'], 'second-request')
  })

  it('is refused with 422 for another body, and the first answer stays', async () => {
    const key = randomUUID()
    await post(key).expect(201)
    const { body } = await post(key, { name: 'Maud' }).expect(422)
    assert.equal(body.code, 'IDEMPOTENCY_KEY_REUSED')
    assert.equal((await post(key)).headers['idempotency-replayed'], 'true')
    assert.deepEqual(runs, ['Fram'])
  })

  it('is refused with 422 for another address', async () => {
    const key = randomUUID()
    await post(key).expect(201)
    const { body } = await post(key, { name: 'Fram' }, `${url}/v1/fleets`).expect(422)
    assert.equal(body.code, 'IDEMPOTENCY_KEY_REUSED')
  })

  it('is answered 409 and when to come back while its twin is still running', async () => {
    const key = randomUUID()
    const { begun, letGo } = holdBack()
    const first = post(key).then((answer) => answer)
    await begun
    const { status, body, headers } = await post(key)
    assert.deepEqual([status, body.code, headers['retry-after']], [409, 'IDEMPOTENCY_KEY_IN_USE', '1'])
    assert.equal((await post(key, { name: 'Maud' })).status, 422)
    letGo()
    assert.equal((await first).status, 201)
    assert.equal((await post(key)).headers['idempotency-replayed'], 'true')
    assert.deepEqual(runs, ['Fram'])
  })

  it('runs once for twenty calls at the same time', async () => {
    const key = randomUUID()
    const { begun, letGo } = holdBack()
    const answered = Promise.all(Array.from({ length: 20 }, () => post(key)))
    await begun
    letGo()
    const statuses = (await answered).map(({ status }) => status)
    assert.deepEqual(runs, ['Fram'])
    assert.ok(statuses.includes(201))
    assert.ok(statuses.every((status) => status === 201 || status === 409))
    assert.equal((await post(key)).body.number, 1)
  })

  it('runs once for twenty calls that reach two processes', async () => {
    const key = randomUUID()
    const other = await serve(5_000)
    const addresses = Array.from({ length: 20 }, (_, index) => (index % 2 ? url : other))
    await Promise.all(addresses.map((address) => post(key, { name: 'Fram' }, `${address}/v1/ships`)))
    assert.deepEqual(runs, ['Fram'])
  })

  it('belongs to its caller: two may choose the same', async () => {
    const key = randomUUID()
    const hers = await post(key).expect(201)
    const others = await post(key, { name: 'Maud' }).set('authorization', grace).expect(201)
    assert.deepEqual([hers.body.number, others.body.number], [1, 2])
  })

  it('belongs to the address of a caller who has not said who they are', async () => {
    const key = randomUUID()
    const from = (address: string) =>
      supertest(url)
        .post('/v1/boats')
        .set({ 'idempotency-key': key, 'x-forwarded-for': address })
        .send({ name: 'Gjøa' })
    await from('203.0.113.7').expect(201)
    assert.equal((await from('203.0.113.7')).headers['idempotency-replayed'], 'true')
    assert.equal((await from('203.0.113.8')).headers['idempotency-replayed'], undefined)
    assert.equal(runs.length, 2)
  })

  it('is not needed where it is optional, and each call without one is a call of its own', async () => {
    await post(undefined).expect(201)
    await post('').expect(201)
    assert.equal(runs.length, 2)
  })

  it('is 400 where it is required and missing, or has characters that it may not have', async () => {
    for (const [key, code] of [
      [undefined, 'IDEMPOTENCY_KEY_REQUIRED'],
      ['', 'IDEMPOTENCY_KEY_REQUIRED'],
      ['x'.repeat(256), 'IDEMPOTENCY_KEY_INVALID'],
      ['ümlaut', 'IDEMPOTENCY_KEY_INVALID'],
    ] as const) {
      const { status, body } = await post(key, { name: 'Fram' }, `${url}/v1/fleets`)
      assert.deepEqual([status, body.code], [400, code], key)
    }
    assert.deepEqual(runs, [])
  })

  for (const [what, error, status] of [
    ['a fault of ours', new Error('a hole in the hull'), 500],
    ['something that is away', Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 503],
    ['a limit', Busy({ retryAfterSeconds: 1 }), 429],
    ['a refusal', NoBerth(), 409],
  ] as const)
    it(`is free again after ${what}: nothing has happened`, async () => {
      const key = randomUUID()
      behave = () => Promise.reject(error)
      await post(key).expect(status)
      assert.deepEqual(await rows(key), [])
      behave = async () => undefined
      const { headers } = await post(key).expect(201)
      assert.equal(headers['idempotency-replayed'], undefined)
      assert.equal(runs.length, 2)
    })

  it('is not even taken by a call that is refused before it reaches the handler', async () => {
    const key = randomUUID()
    await post(key, { name: 7 }).expect(422)
    await post(key).set('authorization', 'Bearer nonsense').expect(401)
    assert.deepEqual(await rows(key), [])
  })

  it('keeps the answer of work that ended after its caller had been told that it was too slow', async () => {
    const key = randomUUID()
    const impatient = `${await serve(100)}/v1/ships`
    const { letGo } = holdBack()
    assert.equal((await post(key, { name: 'Fram' }, impatient).expect(503)).body.code, 'TOO_SLOW')
    await post(key).expect(409)
    letGo()
    const answer = await eventually(() => post(key).expect(201))
    assert.equal(answer.headers['idempotency-replayed'], 'true')
    assert.deepEqual(runs, ['Fram'])
  })

  it('keeps its answer for a day, and is free for anything after that', async () => {
    const key = randomUUID()
    await post(key).expect(201)
    await age(key, '23 hours 59 minutes')
    assert.equal((await post(key)).headers['idempotency-replayed'], 'true')
    await age(key, '1 minute')
    const { body, headers } = await post(key, { name: 'Maud' }).expect(201)
    assert.deepEqual([body.name, headers['idempotency-replayed']], ['Maud', undefined])
    assert.equal((await post(key, { name: 'Maud' })).headers['idempotency-replayed'], 'true')
  })

  it('is free a minute after the process that held it died', async () => {
    const key = randomUUID()
    await post(key).expect(201)
    await database.reader.query('update idempotency_keys set answer = null where key = $1', [key])
    await age(key, '50 seconds')
    await post(key).expect(409)
    await age(key, '10 seconds')
    await post(key).expect(201)
    assert.equal(runs.length, 2)
  })

  it('leaves the table when it is out of date, a few with each call that comes', async () => {
    const store = idempotencyIn(database)
    const old = Array.from({ length: 25 }, () => randomUUID())
    for (const key of old) {
      await store.begin({ owner: 'somebody', key, fingerprint: 'x' })
      await age(key, '25 hours')
    }
    const left = async () => (await Promise.all(old.map(rows))).flat().length
    await post(randomUUID()).expect(201)
    assert.equal(await left(), 15)
    await Promise.all([post(randomUUID()).expect(201), post(randomUUID()).expect(201)])
    assert.equal(await left(), 0)
  })

  it('does not make work fail that was done when its answer cannot be kept, nor lets it run twice', async () => {
    const key = randomUUID()
    behave = () => database.reader.query('alter table idempotency_keys rename column answer to reply')
    await post(key).expect(201)
    await database.reader.query('alter table idempotency_keys rename column reply to answer')
    await post(key).expect(409)
    assert.deepEqual(runs, ['Fram'])
  })
})
