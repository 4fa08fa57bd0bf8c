import assert from 'node:assert/strict'
import { createLogger } from '@eventflow/runtime'
import { openRedis } from '@eventflow/runtime/redis'
import { type RevocationMarks, revocationMarks } from '@eventflow/runtime/revocations'
import { eventually, stackAddresses } from '@eventflow/testing'
import { type ActionUnderTest, actionUnderTest } from './action-under-test.int.spec.js'

describe('what is taken back', () => {
  let stage: ActionUnderTest
  let marks: RevocationMarks
  let closeRedis: () => Promise<void>

  before(async () => {
    stage = await actionUnderTest()
    const redis = await openRedis(
      { url: stackAddresses().redisUrl },
      { logger: createLogger('spec', 'silent') },
    )
    closeRedis = redis.close
    marks = revocationMarks(redis)
    await eventually(() => redis.dependency?.check())
  })

  after(async () => {
    await closeRedis()
    await stage.close()
  })

  const markOf = async (id: string) => (await marks.of([id]))?.get(id)

  it('is marked by the time that the change is answered, with who may still see it', async () => {
    const { client } = stage.somebody()
    const { id } = await stage.begun(client, { visibility: 'public' })
    assert.equal(await markOf(id), undefined)
    await client.patch(`/v1/actions/${id}`).send({ visibility: 'followers' }).set('if-match', '*').expect(200)
    assert.deepEqual(await markOf(id), { version: 2, visibility: 'followers' })
    await client.delete(`/v1/actions/${id}`).set('if-match', '*').expect(204)
    assert.deepEqual(await markOf(id), { version: 3, visibility: 'nobody' })
  })

  it('leaves no mark of what nobody sees less of', async () => {
    const { client } = stage.somebody()
    const { id } = await stage.begun(client, { visibility: 'private' })
    await client.patch(`/v1/actions/${id}`).send({ visibility: 'public' }).set('if-match', '*').expect(200)
    await client.post(`/v1/actions/${id}/complete`).expect(200)
    assert.equal(await markOf(id), undefined)
  })
})
