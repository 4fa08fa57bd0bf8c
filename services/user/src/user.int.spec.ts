import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { UserRegistered } from '@eventflow/contracts'
import { clientOf, collectEvents, eventually, sendEvent } from '@eventflow/testing'
import { type UserUnderTest, userUnderTest } from './user-under-test.int.spec.js'

const publicFields = ['avatarUrl', 'bio', 'displayName', 'handle', 'userId']

describe('the user service', () => {
  let user: UserUnderTest

  before(async () => {
    user = await userUnderTest()
  })

  after(() => user.close())

  const register = (userId?: string, times?: number) => user.register(userId, times)
  const withProfile = () => user.withProfile()

  it('gives somebody who registered a profile with the name they registered under', async () => {
    const { profile, userId } = await withProfile()
    assert.equal(profile.userId, userId)
    assert.equal(profile.displayName, 'Ada Lovelace')
    assert.equal(profile.handle, null)
    assert.equal(profile.version, 1)
  })

  it('makes one profile out of an event that was delivered five times', async () => {
    const { client } = await register(randomUUID(), 5)
    const { body } = await eventually(() => client.get('/v1/users/me/profile').expect(200))
    assert.equal(body.version, 1)
  })

  it('changes the fields that are named and tells the others about it', async () => {
    const seen = await collectEvents(user.adminUrl, ['user'])
    const { client, etag, userId } = await withProfile()
    const answer = await client
      .patch('/v1/users/me/profile')
      .set('if-match', etag)
      .send({ handle: `ada_${userId.slice(0, 8)}`, timeZone: 'Europe/London' })
      .expect(200)
    assert.equal(answer.body.version, 2)
    assert.equal(answer.body.displayName, 'Ada Lovelace')
    assert.equal(answer.headers.etag, '"v2"')
    const updated = await eventually(() => {
      const [event] = seen.seen('profile.updated').filter(({ data }) => data.userId === userId)
      assert.ok(event)
      return event
    })
    assert.deepEqual(updated.data.fields, ['handle', 'timeZone'])
    assert.equal(updated.headers.cloudEvents_sequence, '2')
    await seen.close()
  })

  it('publishes nothing and keeps the version when a change changes nothing', async () => {
    const { client, etag } = await withProfile()
    const answer = await client
      .patch('/v1/users/me/profile')
      .set('if-match', etag)
      .send({ displayName: 'Ada Lovelace' })
      .expect(200)
    assert.equal(answer.body.version, 1)
  })

  it('wants to know which version is being changed, and refuses a stale one', async () => {
    const { client } = await withProfile()
    const missing = await client.patch('/v1/users/me/profile').send({ bio: 'hello' }).expect(428)
    assert.equal(missing.body.code, 'PRECONDITION_REQUIRED')
    const stale = await client
      .patch('/v1/users/me/profile')
      .set('if-match', '"v9"')
      .send({ bio: 'hello' })
      .expect(412)
    assert.equal(stale.body.code, 'STALE')
  })

  it('lets one of two writers win who read the same version', async () => {
    const { client, etag } = await withProfile()
    const write = async (bio: string) =>
      (await client.patch('/v1/users/me/profile').set('if-match', etag).send({ bio })).status
    const statuses = (await Promise.all(['one', 'two'].map(write))).sort()
    assert.deepEqual(statuses, [200, 412])
  })

  it('answers 304 to somebody who has this version', async () => {
    const { client, etag } = await withProfile()
    await client.get('/v1/users/me/profile').set('if-none-match', etag).expect(304)
  })

  it('names the field and the rule for each mistake, and refuses unknown fields', async () => {
    const { client, etag } = await withProfile()
    const { body } = await client
      .patch('/v1/users/me/profile')
      .set('if-match', etag)
      .send({ handle: 'NO', locale: 7, email: 'x@y.test' })
      .expect(422)
    assert.deepEqual(body.errors.map(({ pointer }: { pointer: string }) => pointer).sort(), [
      '/email',
      '/handle',
      '/locale',
    ])
  })

  it('S30: lets nobody write what is not theirs to write, on a profile', async () => {
    const { client, etag } = await withProfile()
    for (const field of [
      'userId',
      'version',
      'createdAt',
      'avatarUrl',
      'avatar',
      'email',
      'roles',
      'emailVerified',
    ]) {
      const patch = client.patch('/v1/users/me/profile').set('if-match', etag)
      const { body } = await patch.send({ [field]: 'x' }).expect(422)
      assert.equal(body.errors[0].pointer, `/${field}`)
    }
  })

  it('gives a handle to one user only', async () => {
    const [one, two] = [await withProfile(), await withProfile()]
    const handle = `h_${randomUUID().slice(0, 8)}`
    const take = (user: typeof one) =>
      user.client.patch('/v1/users/me/profile').set('if-match', user.etag).send({ handle })
    await take(one).expect(200)
    const refused = await take(two).expect(409)
    assert.equal(refused.body.code, 'HANDLE_TAKEN')
  })

  it('knows a handle in any case, and refuses those that would pass for the platform', async () => {
    const { client, etag, userId } = await withProfile()
    const handle = `Ada_${userId.slice(0, 8)}`
    const patch = (wish: string) =>
      client.patch('/v1/users/me/profile').set('if-match', etag).send({ handle: wish })
    for (const wish of ['admin', 'Support', 'root']) {
      const { body } = await patch(wish).expect(422)
      assert.deepEqual([body.code, body.errors[0].pointer], ['HANDLE_RESERVED', '/handle'])
    }
    assert.equal((await patch(handle).expect(200)).body.handle, handle.toLowerCase())
    const other = await withProfile()
    const taken = other.client.patch('/v1/users/me/profile').set('if-match', other.etag)
    await taken.send({ handle: handle.toUpperCase() }).expect(409)
    await other.client.get(`/v1/profiles/${handle.toUpperCase()}`).expect(200)
  })

  it('S30: shows others the public part alone, by id, by handle and in the search', async () => {
    const one = await withProfile()
    const handle = `p_${randomUUID().slice(0, 8)}`
    await one.client.patch('/v1/users/me/profile').set('if-match', one.etag).send({ handle }).expect(200)
    const other = clientOf(user.url, { accessToken: user.identity.token() })
    for (const name of [one.userId, handle]) {
      const { body } = await other.get(`/v1/profiles/${name}`).expect(200)
      assert.deepEqual(Object.keys(body).sort(), publicFields)
    }
    const { body: found } = await other.get('/v1/profiles').query({ query: handle }).expect(200)
    assert.deepEqual(Object.keys(found.items[0]).sort(), publicFields)
    await other.get(`/v1/profiles/${randomUUID()}`).expect(404)
  })

  describe('the search for people', () => {
    const word = `z${randomUUID().slice(0, 8)}`
    const names = ['anna', 'Bert', 'carla', 'DORA', 'emil', 'fritz', 'Gerda'].map((name) => `${word} ${name}`)
    const searcher = () => clientOf(user.url, { accessToken: user.identity.token() })
    const find = async (query: string, page: Record<string, string | number> = {}) =>
      (
        await searcher()
          .get('/v1/profiles')
          .query({ query, ...page })
          .expect(200)
      ).body as {
        items: Array<{ displayName: string }>
        next: string | null
        prev: string | null
      }
    const namesOf = ({ items }: { items: Array<{ displayName: string }> }) =>
      items.map(({ displayName }) => displayName)

    before(async () => {
      for (const name of names) {
        const userId = randomUUID()
        const event = UserRegistered({ userId, email: `${userId}@example.test`, name, locale: 'en' })
        await sendEvent(user.adminUrl, event, { as: 'auth' })
      }
      await eventually(async () => assert.equal((await find(word)).items.length, names.length))
    })

    it('finds by the beginning of the name, whatever the case, in the order of names', async () => {
      assert.deepEqual(namesOf(await find(word.toUpperCase())), names)
    })

    it('walks forwards and back through the pages without repeating or skipping anybody', async () => {
      const first = await find(word, { limit: 3 })
      const second = await find(word, { limit: 3, cursor: first.next ?? '' })
      const third = await find(word, { limit: 3, cursor: second.next ?? '' })
      assert.deepEqual([first, second, third].flatMap(namesOf), names)
      assert.deepEqual([first.prev, third.next], [null, null])
      const back = await find(word, { limit: 3, cursor: third.prev ?? '' })
      assert.deepEqual(namesOf(back), namesOf(second))
      const start = await find(word, { limit: 3, cursor: back.prev ?? '' })
      assert.deepEqual(namesOf(start), namesOf(first))
      assert.equal(start.prev, null)
    })

    it('links to the next page', async () => {
      const { headers, body } = await searcher()
        .get('/v1/profiles')
        .query({ query: word, limit: 2 })
        .expect(200)
      assert.equal(headers.link, `</v1/profiles?query=${word}&limit=2&cursor=${body.next}>; rel="next"`)
    })

    it('takes what people type as text and not as a pattern', async () => {
      assert.deepEqual(namesOf(await find(`${word}%`)), [])
      assert.deepEqual(namesOf(await find(`${word.slice(0, 3)}_`)), [])
    })

    it('refuses a cursor of another search, a made-up one, and a limit above 100', async () => {
      const { next } = await find(word, { limit: 2 })
      for (const cursor of [next ?? '', 'made-up']) {
        const { body } = await searcher().get('/v1/profiles').query({ query: 'other', cursor }).expect(400)
        assert.equal(body.code, 'BAD_CURSOR')
      }
      await searcher().get('/v1/profiles').query({ query: word, limit: 101 }).expect(422)
      await searcher().get('/v1/profiles').query({ query: word, nonsense: 1 }).expect(422)
    })
  })

  it('waits for the event that a Sync-Token names', async () => {
    const { client, messageId } = await register()
    const token = Buffer.from(JSON.stringify([[messageId, 'user.registered']])).toString('base64url')
    const answer = await client
      .get('/v1/users/me/profile')
      .set('sync-token', token)
      .set('prefer', 'wait=5')
      .expect(200)
    assert.equal(answer.headers['sync-lag'], undefined)
  })

  it('says how much is missing when the event of a Sync-Token does not come', async () => {
    const { client } = await withProfile()
    const token = Buffer.from(JSON.stringify([[randomUUID(), 'user.registered']])).toString('base64url')
    const answer = await client
      .get('/v1/users/me/profile')
      .set('sync-token', token)
      .set('prefer', 'wait=1')
      .expect(200)
    assert.equal(answer.headers['sync-lag'], '1')
  })

  it('answers 401 without a token before anything else', async () => {
    for (const call of [
      clientOf(user.url).get('/v1/users/me/profile'),
      clientOf(user.url).patch('/v1/users/me/profile').send({ nonsense: true }),
      clientOf(user.url).delete('/v1/users/me/profile'),
      clientOf(user.url).get('/v1/nowhere'),
    ])
      assert.equal((await call).body.code, 'UNAUTHENTICATED')
  })

  it('parks a message that breaks its contract, and goes on with the next', async () => {
    const broken = UserRegistered({ userId: randomUUID(), email: 'a@b.test', name: 'x', locale: 'en' })
    const unreadable = {
      ...broken,
      contract: { ...broken.contract, key: 'userId', check: () => [] },
      data: { userId: 'nobody' },
    }
    await sendEvent(user.adminUrl, unreadable as unknown as typeof broken, { as: 'auth' })
    await withProfile()
  })
})
