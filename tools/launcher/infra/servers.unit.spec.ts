import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Ground, Impossible, type Provided } from '../component.js'
import { EndedByItself } from '../wait-until.js'
import { namedAddress } from './named-address.js'
import { serverSettings } from './postgres-private.js'
import { redisConfiguration } from './redis.js'
import { startOnUsableData } from './set-aside.js'
import { firstThatWorks } from './ways.js'

const ground = (environment: Record<string, string> = {}): Ground =>
  ({ environment, say: () => undefined, signal: new AbortController().signal }) as unknown as Ground

const provided: Provided = { how: 'somehow', addresses: {}, owned: [] }

describe('the ways to a piece of infrastructure', () => {
  it('are gone in order until one works', async () => {
    const asked: string[] = []
    const way = (name: string, outcome: Provided | { not: string }) => async () => {
      asked.push(name)
      return outcome
    }
    const provide = firstThatWorks(
      'Redis',
      [way('a', { not: 'no' }), way('b', provided), way('c', provided)],
      '',
    )
    assert.equal(await provide(ground()), provided)
    assert.deepEqual(asked, ['a', 'b'])
  })

  it('are all named when none works, with what to do', async () => {
    const broken = async () => {
      throw new Error('it fell over')
    }
    const provide = firstThatWorks('Redis', [async () => ({ not: 'no engine' }), broken], 'install it')
    await assert.rejects(provide(ground()), (error: Impossible) => {
      assert.equal(error.message, 'Redis could not be had: no engine; it fell over')
      assert.equal(error.advice, 'install it')
      return true
    })
  })

  it('end at once where the user has asked for exactly that one', async () => {
    const named = async () => {
      throw new Impossible('REDIS_URL does not answer', 'start it')
    }
    const provide = firstThatWorks('Redis', [named, async () => provided], '')
    await assert.rejects(provide(ground()), /REDIS_URL does not answer/)
  })
})

describe('a server named by an address', () => {
  const way = (ask: (url: string) => Promise<string>) =>
    namedAddress({ variable: 'REDIS_URL', title: 'Redis', key: 'redis', ask })

  it('is passed over when the variable is not set', async () => {
    assert.deepEqual(await way(async () => '7')(ground()), { not: 'REDIS_URL is not set' })
  })

  it('is used as it is when it answers, and is not ours to stop', async () => {
    const outcome = await way(async () => '7.0')(ground({ REDIS_URL: 'redis://:pw@cache:6379' }))
    assert.deepEqual(outcome, {
      how: 'Redis 7.0 at cache:6379, named by REDIS_URL',
      addresses: { redis: 'redis://:pw@cache:6379' },
      owned: [],
    })
  })

  it('is not replaced by another when it does not answer', async () => {
    const silent = way(async () => {
      throw new Error('refused')
    })
    await assert.rejects(async () => silent(ground({ REDIS_URL: 'redis://cache:6379' })), Impossible)
    await assert.rejects(async () => silent(ground({ REDIS_URL: 'cache' })), /REDIS_URL is not an address/)
  })
})

describe('data of last time', () => {
  let folder: string
  let data: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'eventflow-data-'))
    data = join(folder, 'data')
    mkdirSync(data)
    writeFileSync(join(data, 'queue'), 'old')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const failing = (error: Error, times: number) => async () => {
    if (times-- > 0) throw error
    return 'started'
  }

  it('are used when the server starts on them', async () => {
    assert.deepEqual(await startOnUsableData(data, failing(new Error(), 0)), {
      started: 'started',
      remark: '',
    })
    assert.deepEqual(readdirSync(data), ['queue'])
  })

  it('are set aside, and that is said, when the server ends on them but starts without', async () => {
    const { remark } = await startOnUsableData(data, failing(new EndedByItself('bad'), 1))
    assert.match(remark, /unusable and are in .*data\.unusable/)
    assert.deepEqual(readdirSync(`${data}.unusable`), ['queue'])
  })

  it('are given back when the server does not start without them either', async () => {
    await assert.rejects(startOnUsableData(data, failing(new EndedByItself('no port'), 2)), /no port/)
    assert.deepEqual(readdirSync(data), ['queue'])
  })

  it('stay where they are when the server is merely slow', async () => {
    await assert.rejects(startOnUsableData(data, failing(new Error('did not answer'), 1)), /did not answer/)
    assert.deepEqual(readdirSync(folder), ['data'])
  })
})

describe('the settings of the servers', () => {
  it('let PostgreSQL write safely, unless the stack is thrown away', () => {
    assert.ok(!serverSettings(1, false).includes('fsync=off'))
    assert.ok(serverSettings(1, true).includes('fsync=off'))
  })

  it('keep PostgreSQL to one address and off the file system', () => {
    const settings = serverSettings(1, false)
    assert.ok(settings.includes('listen_addresses=127.0.0.1'))
    assert.ok(settings.includes('unix_socket_directories='))
  })

  it('give Redis a password and a file to append to, unless the stack is thrown away', () => {
    const text = redisConfiguration({ folder: '/stack/redis', port: 1, password: 'secret', keep: true })
    assert.match(text, /^requirepass secret$/m)
    assert.match(text, /^bind 127\.0\.0\.1$/m)
    assert.match(text, /^appendonly yes$/m)
    const thrownAway = redisConfiguration({ folder: '/x', port: 1, password: 's', keep: false })
    assert.match(thrownAway, /^appendonly no$/m)
  })
})
