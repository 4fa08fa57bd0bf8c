// An app about ships that specs of its answers have in common, and the tokens of who asks it.
import { flag, integer, optional, record, text, uuid } from '@eventflow/contracts'
import { created, noContent, ok } from './answer.js'
import { appOf, bearer } from './app-under-test.unit.spec.js'
import { type Route, route } from './route.js'

export const id = '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12'
const answers = { 200: { description: 'What is asked for.' } }
export const about = { summary: 'A route.', tag: 'harbour', answers }

export const routes: Route[] = [
  route({
    ...about,
    method: 'get',
    path: '/v1/ships/{id}',
    who: 'user',
    params: { id: uuid() },
    handle: async ({ params }) => ok({ id: params.id }, { version: 3 }),
  }),
  route({
    ...about,
    method: 'get',
    path: '/v1/ships/newest',
    who: 'user',
    handle: async () => ok({ id: 'newest' }),
  }),
  route({
    ...about,
    method: 'get',
    path: '/v1/ships',
    who: 'user',
    query: { limit: optional(integer(1, 100)), afloat: optional(flag()) },
    handle: async ({ query }) => ok(query),
  }),
  route({
    ...about,
    method: 'post',
    path: '/v1/ships',
    who: 'operator',
    body: record({ name: text(20) }),
    handle: async ({ body, caller }) => created({ name: body.name, by: caller.userId }, `/v1/ships/${id}`),
  }),
  route({
    ...about,
    method: 'delete',
    path: '/v1/ships/{id}',
    who: 'admin',
    params: { id: uuid() },
    handle: async () => noContent(),
  }),
  route({
    ...about,
    method: 'get',
    path: '/v1/tides',
    who: 'anyone',
    handle: async ({ caller }) => ok({ caller }),
  }),
]

export const app = appOf(routes)
export const user = bearer()
export const operator = bearer({ roles: ['user', 'operator'] })
export const admin = bearer({ roles: ['admin'] })
