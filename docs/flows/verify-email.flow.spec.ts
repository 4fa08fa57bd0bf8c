import assert from 'node:assert/strict'
import { consumersByEvent } from '@eventflow/contracts'
import { clientOf, collectEvents, eventually, signUp } from '@eventflow/testing'
import { drawFlow } from './diagram.js'
import { type FlowStack, openFlowStack } from './flow-stack.js'
import { mailWith } from './mailbox.js'

const linkIn = (text: string): URL => new URL(/https?:\/\/\S+/.exec(text)?.[0] ?? 'none:')

describe('proving an address', () => {
  let flow: FlowStack

  before(async () => {
    flow = await openFlowStack({ PUBLIC_URL: 'https://eventflow.test' })
  })

  after(() => flow.close())

  it('takes the link from the mail that follows a registration', async () => {
    const seen = await collectEvents(flow.stack.broker.adminUrl, ['auth', 'notification'])
    const person = await signUp(flow.url)
    const link = linkIn((await mailWith(person.email, /^Confirm your e-mail address$/)).Text)
    assert.equal(`${link.origin}${link.pathname}`, 'https://eventflow.test/verify-email')
    const token = String(link.searchParams.get('token'))
    const isDelivered = () =>
      seen.seen('notification.delivered').some(({ data }) => data.kind === 'verify-email')
    await eventually(() => assert.ok(isDelivered()))
    await clientOf(flow.url).post('/v1/auth/email/verify').send({ token }).expect(204)
    const { body } = await clientOf(flow.url, person).get('/v1/auth/me').expect(200)
    assert.equal(body.user.emailVerified, true)
    await mailWith(person.email, /^Welcome to EventFlow$/)
    const events = await eventually(() => {
      const found = seen.seen().filter(({ type }) => /^(user|notification)\./.test(type))
      assert.equal(found.length, 5)
      return found
    })
    for (const { data } of events)
      assert.ok(!JSON.stringify(data).includes(token), 'the token travels sealed')
    const asked = events.filter(({ type }) => type === 'user.email-verification-requested')
    const verified = events.filter(({ type }) => type === 'user.email-verified')
    const delivered = events.filter(({ data }) => data.kind === 'verify-email')
    drawFlow({
      page: 'verify-email.md',
      before: [
        {
          through: ['client', 'gateway', 'auth'],
          text: 'POST /v1/auth/register',
          answer: '201 account, tokens',
        },
      ],
      events: [...asked, ...delivered, ...verified].map((event) => ({
        ...event,
        consumers: consumersByEvent[event.type] ?? [],
      })),
      after: [],
    })
    await seen.close()
  })

  it('takes each link once', async () => {
    const { email } = await signUp(flow.url)
    const token = linkIn((await mailWith(email, /^Confirm/)).Text).searchParams.get('token')
    const verify = () => clientOf(flow.url).post('/v1/auth/email/verify').send({ token })
    await verify().expect(204)
    await verify().expect(422)
  })

  it('leads from a forgotten password to a new one, and tells the owner', async () => {
    const { email } = await signUp(flow.url)
    await clientOf(flow.url).post('/v1/auth/password/forgot').send({ email }).expect(202)
    const link = linkIn((await mailWith(email, /^Set a new password$/)).Text)
    assert.equal(link.pathname, '/reset-password')
    const password = 'four-gulls-over-the-pier'
    const reset = { token: link.searchParams.get('token'), password }
    await clientOf(flow.url).post('/v1/auth/password/reset').send(reset).expect(204)
    await clientOf(flow.url).post('/v1/auth/login').send({ email, password }).expect(200)
    await mailWith(email, /^Your password has changed$/)
  })

  it('S27: tells the old address when another one is asked for, and again when it has changed', async () => {
    const person = await signUp(flow.url)
    const next = `new.${person.email}`
    const { password } = person
    await clientOf(flow.url, person).post('/v1/auth/email').send({ email: next, password }).expect(202)
    await mailWith(person.email, /about to change$/)
    const link = linkIn((await mailWith(next, /^Confirm your new e-mail address$/)).Text)
    assert.equal(link.pathname, '/confirm-email')
    const token = link.searchParams.get('token')
    await clientOf(flow.url).post('/v1/auth/email/verify').send({ token }).expect(204)
    await mailWith(person.email, /^Your e-mail address has changed$/)
    await mailWith(next, /^Your e-mail address has changed$/)
    await clientOf(flow.url).post('/v1/auth/login').send({ email: next, password }).expect(200)
  })

  it('S8: knows people by their id: whoever takes an address that became free is somebody else', async () => {
    const first = await signUp(flow.url)
    const { email, password } = first
    await clientOf(flow.url, first)
      .post('/v1/auth/email')
      .send({ email: `new.${email}`, password })
      .expect(202)
    const token = linkIn((await mailWith(`new.${email}`, /^Confirm your new/)).Text).searchParams.get('token')
    await clientOf(flow.url).post('/v1/auth/email/verify').send({ token }).expect(204)
    const second = await signUp(flow.url, { email })
    assert.notEqual(second.id, first.id)
    for (const [person, address] of [
      [first, `new.${email}`],
      [second, email],
    ] as const) {
      const { body } = await clientOf(flow.url, person).get('/v1/auth/me').expect(200)
      assert.deepEqual([body.user.id, body.user.email], [person.id, address])
    }
  })
})
