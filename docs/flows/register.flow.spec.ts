import assert from 'node:assert/strict'
import { consumersByEvent } from '@eventflow/contracts'
import { clientOf, collectEvents, eventually, goodPassword, signUp, uniqueEmail } from '@eventflow/testing'
import { drawFlow } from './diagram.js'
import { type FlowStack, openFlowStack } from './flow-stack.js'

describe('registering', () => {
  let flow: FlowStack

  before(async () => {
    flow = await openFlowStack()
  })

  after(() => flow.close())

  it('opens an account, and a profile appears by event', async () => {
    const seen = await collectEvents(flow.stack.broker.adminUrl, ['auth', 'user'])
    const email = uniqueEmail('ada')
    const answer = await clientOf(flow.url)
      .post('/v1/auth/register')
      .send({ email, password: goodPassword, name: 'Ada Lovelace' })
      .expect(201)
    const { user, accessToken } = answer.body
    assert.equal(user.email, email)
    assert.deepEqual(user.roles, ['user'])
    const profile = await clientOf(flow.url, { accessToken })
      .get('/v1/users/me/profile')
      .set('sync-token', String(answer.headers['sync-token']))
      .set('prefer', 'wait=10')
      .expect(200)
    assert.equal(profile.body.userId, user.id)
    assert.equal(profile.body.displayName, 'Ada Lovelace')
    const events = await eventually(() => {
      const [words, found] = [
        seen.seen('audit.recorded'),
        seen.seen().filter(({ type }) => type !== 'audit.recorded'),
      ]
      const acts = words.map(({ data }) => data.action).sort()
      assert.deepEqual(acts, ['auth.account.registered', 'auth.session.started'])
      const types = found.map(({ type }) => type).sort()
      assert.deepEqual(types, ['session.started', 'user.email-verification-requested', 'user.registered'])
      return found
    })
    assert.equal(
      new Set(events.map(({ correlationId }) => correlationId)).size,
      1,
      'one act, one correlation',
    )
    drawFlow({
      page: 'register.md',
      before: [
        {
          through: ['client', 'gateway', 'auth'],
          text: 'POST /v1/auth/register',
          answer: '201 account, tokens, Sync-Token',
        },
      ],
      events: events.map((event) => ({ ...event, consumers: consumersByEvent[event.type] ?? [] })),
      after: [
        {
          through: ['client', 'gateway', 'user'],
          text: 'GET /v1/users/me/profile with Sync-Token',
          answer: '200 profile',
        },
      ],
    })
    await seen.close()
  })

  it('signs in again beside the first session, and signs out of one alone', async () => {
    const user = await signUp(flow.url)
    const login = await clientOf(flow.url)
      .post('/v1/auth/login')
      .send({ email: user.email.toUpperCase(), password: user.password })
      .expect(200)
    const second = clientOf(flow.url, login.body)
    await second.post('/v1/auth/logout').expect(204)
    await eventually(() => second.get('/v1/users/me/profile').expect(401), { withinMs: 1_000 })
    await clientOf(flow.url, user).get('/v1/auth/me').expect(200)
  })

  it('ends all sessions at once', async () => {
    const user = await signUp(flow.url)
    const { email, password } = user
    const login = await clientOf(flow.url).post('/v1/auth/login').send({ email, password }).expect(200)
    await clientOf(flow.url, user).post('/v1/auth/logout-all').expect(204)
    for (const accessToken of [user.accessToken, login.body.accessToken])
      await clientOf(flow.url, { accessToken }).get('/v1/auth/me').expect(401)
    await clientOf(flow.url).post('/v1/auth/refresh').send({ refreshToken: user.refreshToken }).expect(401)
  })

  it('makes a hundred profiles for a hundred people who register at once', async () => {
    const people = await Promise.all(
      Array.from({ length: 100 }, (_, index) => signUp(flow.url, { name: `Person ${index}` })),
    )
    for (const person of people)
      await eventually(async () => {
        const { body } = await clientOf(flow.url, person).get('/v1/users/me/profile').expect(200)
        assert.equal(body.displayName, person.name)
        assert.equal(body.version, 1)
      })
  })
})

describe('registering while auth speaks Avro and user JSON', () => {
  let flow: FlowStack

  before(async () => {
    flow = await openFlowStack({}, { auth: { WIRE_FORMAT: 'avro' } })
  })

  after(() => flow.close())

  it('makes the profile from the same event', async () => {
    const seen = await collectEvents(flow.stack.broker.adminUrl, ['auth'])
    const person = await signUp(flow.url, { name: 'Grace Hopper' })
    await eventually(async () => {
      const { body } = await clientOf(flow.url, person).get('/v1/users/me/profile').expect(200)
      assert.equal(body.displayName, 'Grace Hopper')
    })
    const [registered] = await eventually(() => {
      const found = seen.seen('user.registered')
      assert.equal(found.length, 1)
      return found
    })
    assert.equal(registered?.data.name, 'Grace Hopper')
    assert.match(String(registered?.headers['x-avro-fingerprint']), /^[0-9a-f]{64}$/)
    await seen.close()
  })
})
