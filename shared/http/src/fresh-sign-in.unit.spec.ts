import assert from 'node:assert/strict'
import { record, text, uuid } from '@eventflow/contracts'
import supertest from 'supertest'
import { noContent, ok } from './answer.js'
import { appOf, bearer } from './app-under-test.unit.spec.js'
import { type Route, route } from './route.js'
import { about, id } from './ships-under-test.unit.spec.js'

const freshRoutes: Route[] = [
  route({
    ...about,
    method: 'post',
    path: '/v1/anchor',
    who: 'user',
    freshSignIn: true,
    body: record({ name: text(20) }),
    handle: async () => ok({}),
  }),
  route({
    ...about,
    method: 'delete',
    path: '/v1/berths/{id}',
    who: 'operator',
    freshSignIn: ({ params, caller }) => params.id !== caller.sessionId,
    params: { id: uuid() },
    handle: async () => noContent(),
  }),
]

const signedInAgo = (seconds: number, claims: object = {}) =>
  bearer({ auth_time: Math.floor(Date.now() / 1_000) - seconds, ...claims })

describe('a route that wants a fresh sign-in', () => {
  const asOperator = { roles: ['user', 'operator'], sid: id }
  const fresh = appOf(freshRoutes)
  const anchor = (token: string, body: object = { name: 'Fram' }) =>
    supertest(fresh).post('/v1/anchor').set('authorization', token).send(body)
  const leave = (berth: string, token: string) =>
    supertest(fresh).delete(`/v1/berths/${berth}`).set('authorization', token)

  it('S19: refuses who gave the password longer ago than is allowed', async () => {
    await anchor(signedInAgo(890)).expect(200)
    const { body } = await anchor(signedInAgo(902)).expect(403)
    assert.equal(body.code, 'REAUTHENTICATION_REQUIRED')
    assert.equal(body.type, 'urn:eventflow:problem:reauthentication-required')
  })

  it('says so after 401 and the role, and before it looks at the body or the address', async () => {
    await supertest(fresh).post('/v1/anchor').send({}).expect(401)
    const { body } = await leave('no-id', signedInAgo(902)).expect(403)
    assert.equal(body.code, 'FORBIDDEN')
    await anchor(signedInAgo(902), { nom: 1 }).expect(403)
    await leave('no-id', signedInAgo(902, asOperator)).expect(403)
    await leave('no-id', signedInAgo(1, asOperator)).expect(422)
  })

  it('may want it for some requests only', async () => {
    await leave(id, signedInAgo(902, asOperator)).expect(204)
    await leave('0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b13', signedInAgo(902, asOperator)).expect(403)
  })
})
