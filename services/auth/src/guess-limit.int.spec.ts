import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { createLogger } from '@eventflow/runtime'
import { openRedis } from '@eventflow/runtime/redis'
import { eventually, stackAddresses } from '@eventflow/testing'
import { createGuessLimit } from './guess-limit.js'

const logger = createLogger('spec', 'silent')
const nowhere = 'redis://127.0.0.1:9'
const guess = { kind: 'client', about: 'reports 192.0.2.10' }

describe('wrong guesses', () => {
  const limitAt = async (url: string, key = randomBytes(32)) => {
    const redis = await openRedis({ url }, { logger })
    return { redis, limit: createGuessLimit({ redis, key, logger }) }
  }
  const guessWrong = async ({ limit }: Awaited<ReturnType<typeof limitAt>>, times: number) => {
    for (let count = 0; count < times; count++) await limit.wasWrong(guess)
  }

  it('are counted for all replicas together, and tell nobody who reads Redis whose they are', async () => {
    const key = randomBytes(32)
    const { redisUrl } = stackAddresses()
    const [one, other] = [await limitAt(redisUrl, key), await limitAt(redisUrl, key)]
    for (const { redis } of [one, other]) await eventually(() => redis.client.ping())
    await guessWrong(one, 6)
    await guessWrong(other, 3)
    assert.equal(await one.limit.mustWait(guess), 0)
    await guessWrong(other, 1)
    const waitSeconds = await one.limit.mustWait(guess)
    assert.ok(waitSeconds > 0 && waitSeconds <= 60, String(waitSeconds))
    assert.equal(await one.limit.mustWait({ ...guess, about: 'reports 192.0.2.11' }), 0)
    const names = await one.redis.client.keys('throttle:client:*')
    assert.ok(names.length > 0 && names.every((name) => !name.includes('reports')))
    for (const { redis } of [one, other]) await redis.close()
  })

  it('S31: are counted by each process alone while Redis is away', async () => {
    const alone = await limitAt(nowhere)
    await guessWrong(alone, 9)
    assert.equal(await alone.limit.mustWait(guess), 0)
    await guessWrong(alone, 1)
    assert.ok((await alone.limit.mustWait(guess)) > 0)
    await alone.redis.close()
  })
})
