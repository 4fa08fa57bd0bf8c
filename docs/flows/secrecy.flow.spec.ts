import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import {
  clientOf,
  eventually,
  goodPassword,
  stackAddresses,
  type TestUser,
  uniqueEmail,
} from '@eventflow/testing'
import { Client } from 'pg'
import { type CollectedLog, collectLog } from './collected-log.js'
import { type FlowStack, openFlowStack } from './flow-stack.js'

const otherPassword = 'four-gulls-over-the-pier'
/** The tokens of the links in all mails to an address. */
async function mailedTokens(email: string, count: number): Promise<string[]> {
  const base = `${stackAddresses().mailboxUrl}/api/v1`
  return eventually(async () => {
    const found = await fetch(`${base}/search?${new URLSearchParams({ query: `to:${email}` })}`)
    const { messages } = (await found.json()) as { messages: Array<{ ID: string }> }
    const texts = await Promise.all(
      messages.map(
        async ({ ID }) => ((await (await fetch(`${base}/message/${ID}`)).json()) as { Text: string }).Text,
      ),
    )
    const tokens = texts.flatMap((text) => /token=(\S+)/.exec(text)?.[1] ?? [])
    assert.ok(tokens.length >= count, `${tokens.length} of ${count} links have come`)
    return tokens
  })
}

describe('S32: what nobody is to read', () => {
  let flow: FlowStack
  let log: CollectedLog

  before(async () => {
    log = collectLog()
    flow = await openFlowStack({ LOG_LEVEL: 'debug' })
  })

  after(async () => {
    await flow.close()
    log.end()
  })

  const call = (path: string, body: object, user?: Pick<TestUser, 'accessToken'>) =>
    clientOf(flow.url, user).post(path).send(body)

  it('S32: is in no log line of the whole way from a registration over mails and mistakes to the end', async () => {
    const email = uniqueEmail('secret.person')
    const name = `Name-${randomUUID()}`
    const { body: first } = await call('/v1/auth/register', { email, password: goodPassword, name }).expect(
      201,
    )
    const wrongPassword = `wrong-${randomUUID()}`
    await call('/v1/auth/login', { email, password: wrongPassword }).expect(401)
    await call('/v1/auth/register', { email, password: goodPassword, name }).expect(409)
    const { body: second } = await call('/v1/auth/login', { email, password: goodPassword }).expect(200)
    const { body: third } = await call('/v1/auth/refresh', { refreshToken: second.refreshToken }).expect(200)
    await clientOf(flow.url)
      .get('/v1/auth/me')
      .set('authorization', `Bearer ${third.accessToken}x`)
      .expect(401)
    await call('/v1/auth/password/forgot', { email }).expect(202)
    const tokens = await mailedTokens(email, 2)
    for (const token of tokens) await call('/v1/auth/email/verify', { token })
    for (const token of tokens) await call('/v1/auth/password/reset', { token, password: otherPassword })
    await call('/v1/auth/login', { email, password: otherPassword }).expect(200)
    const secrets = {
      email,
      name,
      goodPassword,
      otherPassword,
      wrongPassword,
      ...tokensOf(first, second, third),
    }
    const lines = log.lines()
    for (const part of ['/v1/auth/register', '/v1/auth/password/reset', '"kind":"reset-password"'])
      assert.ok(
        lines.some((line) => line.includes(part)),
        `without a line with ${part} nothing is proven`,
      )
    for (const [what, secret] of [
      ...Object.entries(secrets),
      ...tokens.map((token) => ['a mailed token', token]),
    ])
      assert.deepEqual(
        lines.filter((line) => line.includes(String(secret))),
        [],
        `${what} is in the log`,
      )
  })

  it('S32: stays behind a fault: an answer of 500 tells nothing of tables, queries and files', async () => {
    const { body: person } = await call('/v1/auth/register', {
      ...{ email: uniqueEmail(), password: goodPassword, name: 'Ada' },
    }).expect(201)
    const database = new Client({ connectionString: await flow.stack.databaseUrl('user') })
    await database.connect()
    await database.query('alter table profiles rename to profiles_away')
    try {
      for (const url of [flow.url, flow.services.user ?? '']) {
        const { status, text, body } = await clientOf(url, person).get('/v1/users/me/profile')
        assert.equal(status, 500)
        assert.deepEqual(Object.keys(body).sort(), ['code', 'detail', 'requestId', 'status', 'title', 'type'])
        assert.doesNotMatch(text, /profiles|relation|select|\.js|\.ts|node_modules|at \w+ \(/i)
        // Whoever runs the platform finds the whole of it by the id.
        await eventually(() =>
          assert.ok(log.lines().some((line) => line.includes(body.requestId) && /profiles/.test(line))),
        )
      }
    } finally {
      await database.query('alter table profiles_away rename to profiles')
      await database.end()
    }
  })

  it('S32: forges no log line: what somebody sends stays inside the quotes of one line', async () => {
    const forged = '"}\n{"at":"2026-11-21T12:00:00.000Z","level":"info","message":"forged"'
    await call('/v1/auth/register', { email: uniqueEmail(), password: goodPassword, name: forged }).expect(
      422,
    )
    await clientOf(flow.url).get(`/v1/profiles?query=${encodeURIComponent(forged)}`)
    await clientOf(flow.url).get(`/v1/${encodeURIComponent(forged)}`)
    await clientOf(flow.url).post('/v1/auth/login').set('content-type', 'application/json').send(forged)
    await eventually(() => assert.ok(log.lines().some((line) => line.includes('/v1/auth/login'))))
    for (const line of log.lines())
      assert.notEqual((JSON.parse(line) as { message: string }).message, 'forged')
  })
})

const tokensOf = (...answers: Array<Record<'accessToken' | 'refreshToken', string>>) =>
  Object.fromEntries(
    answers.flatMap(({ accessToken, refreshToken }, index) => [
      [`access token ${index + 1}`, accessToken],
      [`refresh token ${index + 1}`, refreshToken],
    ]),
  )
