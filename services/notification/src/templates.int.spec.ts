import assert from 'node:assert/strict'
import { clientOf, type TestIdentity, type TestStack, testIdentity, testStack } from '@eventflow/testing'
import { notificationService } from './service.js'

describe('the templates of messages', () => {
  let stack: TestStack
  let identity: TestIdentity
  let admin: ReturnType<typeof clientOf>

  before(async () => {
    stack = await testStack()
    identity = await testIdentity()
    const { url } = await stack.start(notificationService, { AUTH_URL: identity.url })
    admin = clientOf(url, { accessToken: identity.token({ roles: ['user', 'admin'] }) })
  })

  after(async () => {
    await stack.close()
    await identity.close()
  })

  const path = (locale: string, channel = 'email') => `/v1/notification-templates/social/${channel}/${locale}`
  const own = { subject: 'Olá {{ name }}', text: '{{ title }}', html: '<p>{{ title }}</p>' }

  it('fall back from the country to the language to English', async () => {
    const { body } = await admin.get(path('pt-BR')).expect(200)
    assert.deepEqual([body.used, body.version, body.locale], [{ locale: 'en', builtIn: true }, 0, 'pt-BR'])
    await admin.put(path('pt')).send(own).expect(200)
    const { body: now } = await admin.get(path('pt-BR')).expect(200)
    assert.deepEqual([now.used, now.subject, now.version], [{ locale: 'pt', builtIn: false }, own.subject, 0])
    assert.equal((await admin.get(path('de')).expect(200)).body.used.locale, 'de')
  })

  it('are replaced by who has read the version that there is', async () => {
    const { headers } = await admin.get(path('fr')).expect(200)
    assert.equal(headers.etag, '"v0"')
    const first = await admin.put(path('fr')).set('if-match', '"v0"').send(own).expect(200)
    assert.deepEqual([first.headers.etag, first.body.version], ['"v1"', 1])
    await admin.put(path('fr')).set('if-match', '"v0"').send(own).expect(412)
    const tries = await Promise.all(
      ['a', 'b', 'c'].map((subject) =>
        admin
          .put(path('fr'))
          .set('if-match', '"v1"')
          .send({ ...own, subject }),
      ),
    )
    assert.deepEqual(tries.map(({ status }: { status: number }) => status).sort(), [200, 412, 412])
    await admin.get(path('fr')).set('if-none-match', '"v2"').expect(304)
  })

  it('are refused with what is wrong, part by part, and then stay as they were', async () => {
    const wrong = { subject: '{{ titel }}', text: '{% if %}', html: '{{ title | raw }}' }
    const { body } = await admin.put(path('it')).send(wrong).expect(422)
    assert.equal(body.code, 'TEMPLATE_REFUSED')
    assert.deepEqual(
      body.errors.map(({ pointer }: { pointer: string }) => pointer),
      ['/subject', '/text', '/html'],
    )
    const { body: less } = await admin.put(path('it')).send({ subject: 'a' }).expect(422)
    assert.equal(less.errors.length, 2)
    await admin.put(path('it', 'push')).send(own).expect(422)
    assert.equal((await admin.get(path('it')).expect(200)).body.version, 0)
  })

  it('are shown filled before they are used, with what the admin puts in', async () => {
    const model = { title: '<b>Grace</b>', name: 'Ada' }
    const { body } = await admin
      .post(`${path('pt')}/preview`)
      .send({ ...own, model })
      .expect(200)
    assert.deepEqual(body, {
      ...{ locale: 'pt', subject: 'Olá Ada', text: '<b>Grace</b>' },
      html: '<p>&lt;b&gt;Grace&lt;/b&gt;</p>',
    })
    const { body: push } = await admin
      .post(`${path('de', 'push')}/preview`)
      .send({})
      .expect(200)
    assert.deepEqual(Object.keys(push).sort(), ['body', 'locale', 'title'])
    await admin
      .post(`${path('pt')}/preview`)
      .send({ text: '{{ title.constructor }}' })
      .expect(422)
  })
})
