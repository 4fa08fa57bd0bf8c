import assert from 'node:assert/strict'
import { clientOf, collectEvents, eventually } from '@eventflow/testing'
import { type UserUnderTest, userUnderTest } from './user-under-test.int.spec.js'

/** One pixel; the second one is another. */
const pictures = [
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
].map((text) => Buffer.from(text, 'base64'))

const avatar = '/v1/users/me/avatar'

describe('the picture of somebody', () => {
  let user: UserUnderTest

  before(async () => {
    user = await userUnderTest()
  })

  after(() => user.close())

  const register = async () => {
    const { userId, client } = await user.withProfile()
    const put = (picture: Buffer | string | undefined, type = 'image/png') =>
      client.put(avatar).set('content-type', type).send(picture)
    return { userId, client, put }
  }

  it('is kept, shown to everybody under an address of its own, and told to the others', async () => {
    const seen = await collectEvents(user.adminUrl, ['user'])
    const { userId, put } = await register()
    const { body, headers } = await put(pictures[0]).expect(200)
    assert.match(body.avatarUrl, new RegExp(`^/v1/profiles/${userId}/avatar\\?v=[0-9a-f]{32}\\.png$`))
    assert.equal(headers.etag, '"v2"')
    const shown = await clientOf(user.url).get(body.avatarUrl).expect(200)
    assert.deepEqual(shown.body, pictures[0])
    assert.equal(shown.headers['content-type'], 'image/png')
    assert.equal(shown.headers['x-content-type-options'], 'nosniff')
    assert.match(String(shown.headers['content-security-policy']), /^default-src 'none'/)
    assert.equal(shown.headers['cache-control'], 'public, max-age=86400, immutable')
    await clientOf(user.url).get(body.avatarUrl).set('if-none-match', String(shown.headers.etag)).expect(304)
    const unnamed = await clientOf(user.url).get(`/v1/profiles/${userId}/avatar`).expect(200)
    assert.equal(unnamed.headers['cache-control'], 'public, no-cache')
    await eventually(() => {
      const [told] = seen.seen('profile.updated').filter(({ data }) => data.userId === userId)
      assert.deepEqual([told?.data.fields, told?.data.avatarUrl], [['avatarUrl'], body.avatarUrl])
    })
    await seen.close()
  })

  it('has another address when it is another picture, and the former is gone', async () => {
    const { userId, client, put } = await register()
    const first = (await put(pictures[0]).expect(200)).body
    const second = (await put(pictures[1]).expect(200)).body
    assert.notEqual(second.avatarUrl, first.avatarUrl)
    const former = await clientOf(user.url).get(first.avatarUrl).expect(200)
    assert.deepEqual(former.body, pictures[1])
    assert.equal(former.headers['cache-control'], 'public, no-cache')
    assert.equal(
      (await put(pictures[1]).expect(200)).body.version,
      second.version,
      'the same picture changes nothing',
    )
    await client.delete(avatar).expect(204)
    await client.delete(avatar).expect(204)
    assert.equal((await client.get('/v1/users/me/profile')).body.avatarUrl, null)
    const gone = await clientOf(user.url).get(`/v1/profiles/${userId}/avatar`).expect(404)
    assert.equal(gone.body.code, 'AVATAR_NOT_FOUND')
  })

  it('is refused when it is no picture, of another kind, of no kind that is kept, or too large', async () => {
    const { put, client } = await register()
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    const refusals: Array<[() => ReturnType<typeof put>, number, string]> = [
      [() => put(svg), 422, 'AVATAR_REFUSED'],
      [() => put(pictures[0], 'image/jpeg'), 422, 'AVATAR_REFUSED'],
      [() => put(svg, 'image/svg+xml'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
      [() => put('{}', 'application/json'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
      [() => put(Buffer.alloc(1_000_001)), 413, 'BODY_TOO_LARGE'],
      [() => put(undefined), 422, 'AVATAR_REFUSED'],
      [() => put(pictures[0]).set('content-encoding', 'gzip'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ]
    for (const [ask, status, code] of refusals) {
      const answer = await ask()
      assert.deepEqual([answer.status, answer.body.code], [status, code])
    }
    assert.equal((await client.get('/v1/users/me/profile')).body.avatarUrl, null)
  })

  it("belongs to nobody without a token, and is nobody else's to change", async () => {
    assert.equal(
      (await clientOf(user.url).put(avatar).set('content-type', 'image/png').send(pictures[0])).status,
      401,
    )
    assert.equal((await clientOf(user.url).delete(avatar)).status, 401)
    await clientOf(user.url).get('/v1/profiles/nobody/avatar').expect(422)
  })
})
