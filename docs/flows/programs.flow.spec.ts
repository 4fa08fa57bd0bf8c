import assert from 'node:assert/strict'
import { clientOf, collectEvents, eventually, signUp, type TestUser } from '@eventflow/testing'
import { Client } from 'pg'
import { type CollectedLog, collectLog } from './collected-log.js'
import { type FlowStack, openFlowStack } from './flow-stack.js'

interface Program {
  id: string
  secret: string
}

describe('a program with a token of its own', () => {
  let flow: FlowStack
  let log: CollectedLog
  let admin: TestUser

  before(async () => {
    log = collectLog()
    flow = await openFlowStack({ LOG_LEVEL: 'debug' })
    admin = await signUpAdmin()
  })

  after(async () => {
    await flow.close()
    log.end()
  })

  async function signUpAdmin(): Promise<TestUser> {
    const user = await signUp(flow.url)
    const database = new Client({ connectionString: await flow.stack.databaseUrl('auth') })
    await database.connect()
    await database.query(`update accounts set roles = '{user,admin}' where id = $1`, [user.id])
    await database.end()
    const login = { email: user.email, password: user.password }
    const { body } = await clientOf(flow.url).post('/v1/auth/login').send(login).expect(200)
    // The gateway leaves Redis alone for half a second after a slow answer, which so many services that start beside it may cause.
    await eventually(() => clientOf(flow.url, body).get('/v1/oauth/clients').expect(200))
    return { ...user, ...body }
  }

  const register = async (wishes: object): Promise<Program> =>
    (await clientOf(flow.url, admin).post('/v1/oauth/clients').send(wishes).expect(201)).body
  const form = (path: string, { id, secret }: Program, fields: object) =>
    clientOf(flow.url).post(path).type('form').auth(id, secret).send(fields)
  const tokenOf = async (program: Program): Promise<string> =>
    (await form('/v1/oauth/token', program, { grant_type: 'client_credentials' }).expect(200)).body
      .access_token
  const statusWith = async (accessToken: string, path = '/v1/ops/outbox') =>
    (await clientOf(flow.url, { accessToken }).get(path)).status

  it('does what its roles allow, and nothing in the place of a person', async () => {
    const token = await tokenOf(await register({ name: 'Watcher', roles: ['operator'] }))
    assert.equal(await statusWith(token), 200)
    assert.equal(await statusWith(token, '/v1/users/me/profile'), 403)
    assert.equal(await statusWith(token, '/v1/users'), 403)
  })

  it('is told through the gateway what is wrong, in the words and headers of RFC 6749', async () => {
    const stranger = { id: 'nobody', secret: 'guessed' }
    const refused = await form('/v1/oauth/token', stranger, { grant_type: 'client_credentials' }).expect(401)
    assert.equal(refused.body.error, 'invalid_client')
    assert.match(refused.headers['www-authenticate'] ?? '', /^Basic realm=/)
    assert.equal(refused.headers['cache-control'], 'no-store')
    const program = await register({ name: 'Watcher' })
    const granted = await form('/v1/oauth/token', program, { grant_type: 'client_credentials' }).expect(200)
    assert.equal(granted.headers['cache-control'], 'no-store')
    assert.equal(granted.headers.pragma, 'no-cache')
  })

  it('S15: stops within a second of the revocation of its token, and of its own removal', async () => {
    const program = await register({ name: 'Watcher', roles: ['operator'] })
    const [first, second] = [await tokenOf(program), await tokenOf(program)]
    await form('/v1/oauth/revoke', program, { token: first }).expect(200)
    await eventually(async () => assert.equal(await statusWith(first), 401), { withinMs: 1_000 })
    assert.equal(await statusWith(second), 200)
    await clientOf(flow.url, admin).delete(`/v1/oauth/clients/${program.id}`).expect(204)
    await eventually(async () => assert.equal(await statusWith(second), 401), { withinMs: 1_000 })
  })

  it('S16: ends what a person has open within a second when the account is closed', async () => {
    const user = await signUp(flow.url)
    assert.equal(await statusWith(user.accessToken, '/v1/auth/me'), 200)
    await clientOf(flow.url, admin).patch(`/v1/users/${user.id}`).send({ disabled: true }).expect(200)
    for (const path of ['/v1/auth/me', '/v1/users/me/settings'])
      await eventually(async () => assert.equal(await statusWith(user.accessToken, path), 401), {
        withinMs: 1_000,
      })
  })

  it('finds its endpoints by the document at the gateway', async () => {
    const { body } = await clientOf(flow.url).get('/.well-known/openid-configuration').expect(200)
    const paths = Object.entries(body as Record<string, unknown>)
      .filter(([name]) => name.endsWith('_endpoint'))
      .map(([, address]) => new URL(String(address)).pathname)
    assert.deepEqual(paths, ['/v1/oauth/token', '/v1/oauth/introspect', '/v1/oauth/revoke'])
    const { body: merged } = await clientOf(flow.url).get('/openapi.json').expect(200)
    for (const path of paths) assert.ok(merged.paths[path], path)
  })

  it('S32: leaves its secret, and people theirs, in no log line, event and audit', async () => {
    const events = await collectEvents(flow.stack.broker.adminUrl, ['auth'])
    const program = await register({ name: 'Watcher' })
    const wrong = { ...program, secret: 'a-guess-at-a-secret-of-ours' }
    await form('/v1/oauth/token', wrong, { grant_type: 'client_credentials' }).expect(401)
    const token = await tokenOf(program)
    const inForm = { client_id: program.id, client_secret: program.secret, token }
    await clientOf(flow.url).post('/v1/oauth/introspect').type('form').send(inForm).expect(200)
    const person = await signUp(flow.url)
    const { body: otp } = await clientOf(flow.url, person).post('/v1/auth/otp').expect(201)
    await clientOf(flow.url, person).post('/v1/auth/otp/confirm').send({ otp: '000000' }).expect(422)
    await eventually(() => {
      const told = events.seen('audit.recorded').map(({ data }) => data.action)
      for (const action of ['auth.client.created', 'auth.client-token.issued', 'auth.otp.enrolled'])
        assert.ok(told.includes(action), action)
    })
    const written = [...log.lines(), ...events.seen().map((event) => JSON.stringify(event))]
    assert.ok(written.some((line) => line.includes('/v1/oauth/introspect')))
    for (const secret of [program.secret, wrong.secret, token, otp.secret, ...otp.recoveryCodes])
      assert.deepEqual(
        written.filter((line) => line.includes(secret)),
        [],
      )
    await events.close()
  })
})
