import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { clientOf, eventually, repositoryRoot } from '@eventflow/testing'
import { type Call, callPlans, nothingSpecial } from './authorisation-calls.js'
import { type People, type Person, peopleOf } from './authorisation-people.js'
import { type CallerKind, callers, lineOf, type Row, readTable } from './authorisation-table.js'
import { type FlowStack, openFlowStack } from './flow-stack.js'

interface Operation {
  parameters: Array<{ name: string; in: string; required: boolean }>
  requestBody?: { content: Record<string, { example?: unknown }> }
}

interface ServedRoute {
  method: string
  path: string
  service: string
  operation: Operation
}

type Documents = Record<string, Record<string, Record<string, Operation>>>

const table = readTable()
const servicesWithRoutes = () =>
  readdirSync(join(repositoryRoot(), 'services')).filter(
    (name) => name !== 'gateway' && existsSync(join(repositoryRoot(), 'services', name, 'package.json')),
  )

describe('S30: who may call what, asked of every route through the gateway and at the service itself', () => {
  const sealingKey = randomBytes(32)
  let flow: FlowStack
  let people: People
  let served: Map<string, ServedRoute>

  before(async () => {
    flow = await openFlowStack(
      {},
      {
        auth: { SIGNING_KEYS_SEALING_KEY: sealingKey.toString('base64') },
        // Some hundred people register here, and nobody reads their mails.
        notification: { SMTP_URL: 'smtp://127.0.0.1:9' },
      },
    )
    people = await peopleOf(flow, sealingKey)
    served = await routesServed(flow)
  })

  after(async () => {
    await people.close()
    await flow.close()
  })

  it('asks all services that there are', () => {
    assert.deepEqual(Object.keys(flow.services).sort(), servicesWithRoutes().sort())
  })

  it('has a row in docs/flows/authorisation.md for every route', async () => {
    const rows: string[] = []
    for (const [name, route] of served)
      if (!table.has(name)) rows.push(lineOf(name, (await answersTo(name, route)).direct))
    if (rows.length > 0)
      assert.fail(
        `these routes have no row. They answer like this now; is it how they should?\n${rows.join('\n')}`,
      )
  })

  it('has no row for a route that is not there, and no plan either', () => {
    const names = [...table.keys(), ...Object.keys(callPlans)]
    assert.deepEqual(
      names.filter((name) => !served.has(name)),
      [],
    )
  })

  for (const [name, expected] of table)
    it(`answers as the table says: ${name}`, async () => {
      const route = served.get(name)
      assert.ok(route, 'nobody serves it')
      const { gateway, direct } = await answersTo(name, route)
      assert.equal(lineOf(name, gateway), lineOf(name, expected), 'through the gateway')
      assert.equal(lineOf(name, direct), lineOf(name, expected), 'at the service')
    })

  it('S29: shows what services tell operators to nobody through the gateway, and to operators alone inside', async () => {
    const path = '/internal/backbone/outbox'
    const tokens: Array<[string | undefined, number]> = [
      [undefined, 401],
      [(await people.somebody('user')).accessToken, 403],
      [(await people.somebody('operator')).accessToken, 200],
    ]
    for (const [accessToken, status] of tokens) {
      const as = (url: string) => clientOf(url, accessToken === undefined ? undefined : { accessToken })
      await as(flow.url).get(path).expect(404)
      for (const service of ['auth', 'user', 'ops'])
        await as(flow.services[service] ?? '')
          .get(path)
          .set('x-user-id', randomUUID())
          .expect(status)
    }
  })

  /** Every kind of caller on both ways in. */
  async function answersTo(name: string, route: ServedRoute): Promise<{ gateway: Row; direct: Row }> {
    const plan = callPlans[name] ?? nothingSpecial
    const ask = async (kind: CallerKind, url: string): Promise<[CallerKind, string]> => {
      if (kind === 'other' && !plan.of) return [kind, '-']
      const who = await subject(kind, plan.spends === true)
      const owner = kind === 'other' ? await people.newPerson() : who
      if (route.service === 'user') await Promise.all([who, owner].map(hasProfile))
      const call = (await plan.of?.(owner, clientOf(flow.url, owner))) ?? plan.by?.(who) ?? {}
      return [kind, String(await statusOf({ url, route, call, token: tokenOf(kind, who) }))]
    }
    const row = async (url: string) =>
      Object.fromEntries(await Promise.all(callers.map((kind) => ask(kind, url)))) as Row
    const [gateway, direct] = await Promise.all([row(flow.url), row(flow.services[route.service] ?? '')])
    return { gateway, direct }
  }

  /** It is made by an event; without it a person is answered 404. */
  const hasProfile = (person: Person) =>
    eventually(() => clientOf(flow.url, person).get('/v1/users/me/profile').expect(200))

  const subject = (kind: CallerKind, alone: boolean): Promise<Person> => {
    const role = kind === 'operator' || kind === 'admin' ? kind : 'user'
    const acts = ['user', 'stale', 'other', 'operator', 'admin'].includes(kind)
    return alone && acts ? people.newPerson(role) : people.somebody(role)
  }

  const tokenOf = (kind: CallerKind, { id, sessionId, accessToken }: Person): string | undefined => {
    const claims = {
      sub: id,
      sid: sessionId,
      roles: ['user', 'operator', 'admin'],
      client_id: 'eventflow-web',
    }
    if (kind === 'none') return undefined
    if (kind === 'stale') return people.mint({ ...claims, roles: ['user'], auth_time: anHourAgo() })
    if (kind === 'expired') return people.mint({ ...claims, exp: anHourAgo() })
    if (kind === 'audience') return people.mint({ ...claims, aud: 'somebody-else' })
    if (kind === 'client')
      return people.mint({ sub: 'a-program', client_id: 'a-program', sid: randomUUID(), roles: [] })
    return accessToken
  }
})

const anHourAgo = () => Math.floor(Date.now() / 1_000) - 3_600

async function routesServed({ services }: FlowStack): Promise<Map<string, ServedRoute>> {
  const served = new Map<string, ServedRoute>()
  for (const [service, url] of Object.entries(services)) {
    const { paths } = (await clientOf(url).get('/openapi.json').expect(200)).body as {
      paths: Documents[string]
    }
    for (const [path, operations] of Object.entries(paths))
      for (const [method, operation] of Object.entries(operations))
        served.set(`${method.toUpperCase()} ${path}`, { method, path, service, operation })
  }
  return served
}

interface Asked {
  url: string
  route: ServedRoute
  call: Call
  token: string | undefined
}

async function statusOf({ url, route: { method, path, operation }, call, token }: Asked): Promise<number> {
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => call.params?.[name] ?? randomUUID())
  const [[type, { example }] = ['', { example: undefined }]] = Object.entries(
    operation.requestBody?.content ?? {},
  )
  const body = call.body ?? example
  const wants = (header: string) =>
    operation.parameters.some((one) => one.in === 'header' && one.name === header && one.required)
  const answer = await fetch(`${url}${address}?${new URLSearchParams(call.query)}`, {
    method: method.toUpperCase(),
    redirect: 'manual',
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': type }),
      ...(wants('If-Match') ? { 'if-match': '*' } : {}),
      ...(wants('Idempotency-Key') ? { 'idempotency-key': randomUUID() } : {}),
      ...call.headers,
    },
    ...(body === undefined ? {} : { body: encoded(type, body) }),
  })
  await answer.arrayBuffer()
  return answer.status
}

function encoded(type: string, body: unknown): string | Buffer {
  if (Buffer.isBuffer(body)) return body
  return type === 'application/x-www-form-urlencoded'
    ? new URLSearchParams(body as Record<string, string>).toString()
    : JSON.stringify(body)
}
