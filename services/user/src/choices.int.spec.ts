import assert from 'node:assert/strict'
import { collectEvents, eventually } from '@eventflow/testing'
import { type UserUnderTest, userUnderTest } from './user-under-test.int.spec.js'

const preferences = '/v1/users/me/preferences'
const settings = '/v1/users/me/settings'

describe('what somebody has chosen', () => {
  let user: UserUnderTest

  before(async () => {
    user = await userUnderTest()
  })

  after(() => user.close())

  const somebody = (userId?: string) => user.somebody(userId)
  const pointersOf = ({ errors }: { errors: Array<{ pointer: string }> }) =>
    errors.map(({ pointer }) => pointer).sort()

  it('is there from the first moment on, complete, by what the platform has', async () => {
    const { client } = somebody()
    const { body, headers } = await client.get(preferences).expect(200)
    assert.equal(headers.etag, '"v1"')
    assert.equal(body.channels.email.social, true)
    assert.deepEqual([body.quietHours, body.digest.order], [null, 'off'])
    const other = await client.get(settings).expect(200)
    assert.deepEqual([other.body.theme, other.body.version, other.headers.etag], ['system', 1, '"v1"'])
  })

  it('is replaced as a whole, told to the others, and can be put back as it was read', async () => {
    const seen = await collectEvents(user.adminUrl, ['user'])
    const { client, userId } = somebody()
    const quietHours = { from: '22:00', to: '07:00', timeZone: 'Europe/London', days: ['mon', 'fri'] }
    const chosen = { channels: { email: { social: false } }, quietHours, digest: { social: 'daily' } }
    const { body, headers } = await client.put(preferences).send(chosen).expect(200)
    assert.equal(headers.etag, '"v2"')
    assert.deepEqual([body.channels.email.social, body.channels.push.social], [false, true])
    assert.deepEqual([body.quietHours, body.digest.social], [quietHours, 'daily'])
    await client.put(preferences).send(body).expect(200)
    const { body: replaced } = await client.put(preferences).send({ channels: {} }).expect(200)
    assert.deepEqual([replaced.channels.email.social, replaced.quietHours], [true, null])
    const events = await eventually(() => {
      const told = seen.seen('preferences.updated').filter(({ data }) => data.userId === userId)
      assert.equal(told.length, 3)
      return told
    })
    assert.deepEqual(
      events.map(({ data }) => [data.version, (data.digest as Record<string, string>).social]),
      [
        [2, 'daily'],
        [3, 'daily'],
        [4, 'off'],
      ],
    )
    await seen.close()
  })

  it('is replaced unread, but not by somebody who says to have read something else', async () => {
    const { client } = somebody()
    await client.put(preferences).send({ channels: {} }).expect(200)
    const stale = await client.put(preferences).set('if-match', '"v9"').send({ channels: {} }).expect(412)
    assert.equal(stale.body.code, 'STALE')
    const current = String((await client.get(preferences)).headers.etag)
    await client
      .put(preferences)
      .set('if-match', current)
      .send({ channels: { push: { order: false } } })
      .expect(200)
  })

  it('never silences what is about security', async () => {
    const { client } = somebody()
    const silent = {
      channels: { email: { security: false }, push: { security: true } },
      digest: { security: 'daily' },
    }
    const { body } = await client.put(preferences).send(silent).expect(422)
    assert.deepEqual(pointersOf(body), ['/channels/email/security', '/digest/security'])
  })

  it('names every hour, zone, day, channel and category that does not exist', async () => {
    const { client } = somebody()
    const { body } = await client
      .put(preferences)
      .send({
        channels: { fax: {}, email: { weather: true, order: 'yes' } },
        quietHours: {
          from: '24:00',
          to: '7:00',
          timeZone: 'Europe/Atlantis',
          days: ['mon', 'mon', 'funday'],
        },
        digest: { order: 'weekly' },
      })
      .expect(422)
    assert.deepEqual(pointersOf(body), [
      '/channels/email/order',
      '/channels/email/weather',
      '/channels/fax',
      '/digest/order',
      '/quietHours/days/1',
      '/quietHours/days/2',
      '/quietHours/from',
      '/quietHours/timeZone',
      '/quietHours/to',
    ])
    const hours = { from: '07:00', to: '07:00', timeZone: 'UTC' }
    const same = await client.put(preferences).send({ channels: {}, quietHours: hours }).expect(422)
    assert.deepEqual(pointersOf(same.body), ['/quietHours'])
  })

  it('changes setting by setting, with the version that was read, and null gives one back', async () => {
    const seen = await collectEvents(user.adminUrl, ['user'])
    const { client, userId } = somebody()
    const missing = await client.patch(settings).send({ theme: 'dark' }).expect(428)
    assert.equal(missing.body.code, 'PRECONDITION_REQUIRED')
    await client.patch(settings).set('if-match', '"v7"').send({ theme: 'dark' }).expect(412)
    const change = async (version: number, body: object) =>
      (await client.patch(settings).set('if-match', `"v${version}"`).send(body).expect(200)).body
    const dark = await change(1, { theme: 'dark', weekStart: 'sunday' })
    assert.deepEqual(
      [dark.theme, dark.weekStart, dark.timeFormat, dark.version],
      ['dark', 'sunday', '24h', 2],
    )
    assert.equal((await change(2, { theme: 'dark' })).version, 2, 'nothing changed')
    const back = await change(2, { theme: null })
    assert.deepEqual([back.theme, back.weekStart, back.version], ['system', 'sunday', 3])
    await eventually(() => {
      const told = seen.seen('settings.updated').filter(({ data }) => data.userId === userId)
      assert.deepEqual(
        told.map(({ data }) => data.fields),
        [['theme', 'weekStart'], ['theme']],
      )
    })
    await seen.close()
  })

  it('is one and the same for two who write at once', async () => {
    const { client } = somebody()
    const write = async (theme: string) =>
      (await client.patch(settings).set('if-match', '"v1"').send({ theme })).status
    assert.deepEqual((await Promise.all(['dark', 'light'].map(write))).sort(), [200, 412])
  })

  it('refuses settings and words that do not exist', async () => {
    const { client } = somebody()
    const patch = client.patch(settings).set('if-match', '"v1"')
    const { body } = await patch.send({ theme: 'pink', volume: 11, reducedMotion: 1 }).expect(422)
    assert.deepEqual(pointersOf(body), ['/reducedMotion', '/theme', '/volume'])
  })
})
