import assert from 'node:assert/strict'
import { currentContext } from '@eventflow/runtime'
import supertest from 'supertest'
import { noContent, ok } from './answer.js'
import { appOf } from './app-under-test.unit.spec.js'
import { route } from './route.js'
import { readSyncToken, type WrittenMessage, writeSyncToken } from './sync-token.js'

const about = {
  summary: 'A route.',
  tag: 'harbour',
  who: 'anyone',
  answers: { 200: { description: 'It.' } },
} as const
const written = [
  { id: 'message-1', type: 'ship.renamed' },
  { id: 'message-2', type: 'ship.moved' },
]
const token = writeSyncToken(written)

const read = route({ ...about, method: 'get', path: '/v1/ship', handle: async () => ok({}) })
const write = (messages: WrittenMessage[]) =>
  route({
    ...about,
    method: 'post',
    path: '/v1/ship',
    handle: async () => {
      currentContext()?.written.push(...messages)
      return noContent()
    },
  })

/** An app whose projection lacks so many messages, one less each time that it is asked. */
const appBehind = (by: number, asked: WrittenMessage[][] = []) => {
  let left = by
  const pending = async (messages: readonly WrittenMessage[]) => {
    asked.push([...messages])
    return left > 0 ? left-- : 0
  }
  return appOf([read], { backbone: { pending, operations: undefined } })
}

describe('the Sync-Token of a write', () => {
  const tokenOf = async (messages: WrittenMessage[]) =>
    String(
      (
        await supertest(appOf([write(messages)]))
          .post('/v1/ship')
          .expect(204)
      ).headers['sync-token'],
    )

  it('names the messages that were written, in their order', async () => {
    assert.deepEqual(readSyncToken(await tokenOf(written)), written)
  })

  it('is there also when nothing was written', async () => {
    assert.deepEqual(readSyncToken(await tokenOf([])), [])
  })

  it('names the last fifty of very many, which are handled last', async () => {
    const many = Array.from({ length: 500 }, (_, index) => ({ id: `m${index}`, type: 'ship.moved' }))
    const named = readSyncToken(await tokenOf(many))
    assert.equal(named.length, 50)
    assert.equal(named.at(-1)?.id, 'm499')
  })

  it('is not given for a read', async () => {
    const { headers } = await supertest(appOf([read])).get('/v1/ship')
    assert.equal(headers['sync-token'], undefined)
  })

  it('is not mixed up between requests at the same time', async () => {
    const app = appOf([
      route({
        ...about,
        method: 'post',
        path: '/v1/ship',
        handle: async ({ headers }) => {
          await new Promise((resolve) => setImmediate(resolve))
          currentContext()?.written.push({ id: String(headers['x-name']), type: 'ship.moved' })
          return noContent()
        },
      }),
    ])
    const names = ['a', 'b', 'c', 'd', 'e']
    const tokens = await Promise.all(
      names.map(
        async (name) => (await supertest(app).post('/v1/ship').set('x-name', name)).headers['sync-token'],
      ),
    )
    assert.deepEqual(
      tokens.map((one) => readSyncToken(String(one)).map(({ id }) => id)),
      names.map((name) => [name]),
    )
  })
})

describe('a read with a Sync-Token', () => {
  it('waits until the messages have arrived, and says nothing of a lag', async () => {
    const asked: WrittenMessage[][] = []
    const { status, headers } = await supertest(appBehind(3, asked)).get('/v1/ship').set('sync-token', token)
    assert.deepEqual([status, headers['sync-lag']], [200, undefined])
    assert.equal(asked.length, 4)
    assert.deepEqual(asked[0], written)
  })

  it('answers as it is when the time is up, and says how much is missing', async () => {
    const startedAt = Date.now()
    const { status, headers } = await supertest(appBehind(1e9))
      .get('/v1/ship')
      .set({ 'sync-token': token, prefer: 'wait=1' })
    assert.equal(status, 200)
    assert.ok(Number(headers['sync-lag']) > 0)
    assert.ok(Date.now() - startedAt >= 1_000)
  })

  it('does not wait at all for somebody who does not want to', async () => {
    const asked: WrittenMessage[][] = []
    const { headers } = await supertest(appBehind(5, asked))
      .get('/v1/ship')
      .set({ 'sync-token': token, prefer: 'wait=0' })
    assert.equal(headers['sync-lag'], '5')
    assert.equal(asked.length, 1)
  })

  it('is the same for HEAD', async () => {
    const { headers } = await supertest(appBehind(2))
      .head('/v1/ship')
      .set({ 'sync-token': token, prefer: 'wait=0' })
    assert.equal(headers['sync-lag'], '2')
  })

  it('is answered at once by a service that keeps no projection', async () => {
    await supertest(appOf([read]))
      .get('/v1/ship')
      .set('sync-token', token)
      .expect(200)
  })

  it('is answered 503 while the projection cannot be asked', async () => {
    const away = appOf([read], {
      backbone: {
        pending: () => Promise.reject(Object.assign(new Error('x'), { code: 'ECONNREFUSED' })),
        operations: undefined,
      },
    })
    await supertest(away).get('/v1/ship').set('sync-token', token).expect(503)
  })

  it('is refused when the token was not made by a write', async () => {
    const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const many = Array.from({ length: 51 }, (_, index) => [`m${index}`, 'ship.moved'])
    for (const bad of [
      '',
      'nonsense',
      encoded({}),
      encoded([['only-an-id']]),
      encoded([[1, 2]]),
      encoded('x'),
      encoded([null]),
      encoded(many),
      'W'.repeat(9_000),
    ]) {
      const { status, body } = await supertest(appBehind(0)).get('/v1/ship').set('sync-token', bad)
      assert.deepEqual([status, body.code], [400, 'BAD_SYNC_TOKEN'], bad.slice(0, 40))
    }
  })
})
