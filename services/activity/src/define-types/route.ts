// Operators describe what the properties of a type look like, at /v1/activity-types; posts are held to it from then on.
import { freeObject, instant, integer, listOf, optional, record, text } from '@eventflow/contracts'
import { matchIfSaid, NotFound, noContent, ok, route } from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import { InvalidSchema, TypeNotSaved } from '../errors.js'
import { activityType } from '../shapes.js'
import { compileSchema } from './compile-schema.js'
import type { KnownTypes } from './known-types.js'
import { type DescribedType, type TypeStore, typesAtMost } from './type-store.js'

interface TypeParts {
  types: TypeStore
  known: Pick<KnownTypes, 'refresh'>
  now: Clock
}

const path = '/v1/activity-types/{type}'
const params = { type: activityType() }
const tag = 'activity'
const typeShape = record({
  type: activityType(),
  description: text(500, 0),
  schema: freeObject(),
  version: integer(1),
  updatedAt: instant(),
})

const shown = ({ updatedAt, ...described }: DescribedType) => ({
  ...described,
  updatedAt: updatedAt.toISOString(),
})

export const listTypes = ({ types }: Pick<TypeParts, 'types'>) =>
  route({
    method: 'get',
    path: '/v1/activity-types',
    summary: 'All types that somebody has described.',
    tag,
    who: 'operator',
    answers: { 200: { description: 'By name.', body: record({ items: listOf(typeShape, typesAtMost) }) } },
    handle: async () => ok({ items: (await types.list()).map(shown) }),
  })

export const readType = ({ types }: Pick<TypeParts, 'types'>) =>
  route({
    method: 'get',
    path,
    summary: 'What the properties of a type look like.',
    tag,
    who: 'operator',
    params,
    answers: { 200: { description: 'The type.', body: typeShape } },
    refuses: [NotFound],
    handle: async ({ params: { type } }) => {
      const found = await types.find(type)
      if (!found) throw NotFound()
      return ok(shown(found), { version: found.version })
    },
  })

export const describeType = ({ types, known, now }: TypeParts) =>
  route({
    method: 'put',
    path,
    summary: 'Says what the properties of a type look like; within seconds all posts are held to it.',
    tag,
    who: 'operator',
    params,
    body: record({ description: optional(text(500, 0)), schema: freeObject() }),
    example: { schema: { properties: { path: { type: 'string', maxLength: 200 } }, required: ['path'] } },
    answers: { 200: { description: 'The type.', body: typeShape } },
    refuses: [InvalidSchema, TypeNotSaved],
    handle: async ({ params: { type }, body: { description = '', schema }, headers }) => {
      const compiled = compileSchema(schema)
      if ('problem' in compiled)
        throw InvalidSchema({ errors: [compiled.problem], detail: compiled.problem.detail })
      const before = await types.find(type)
      matchIfSaid(headers, before?.version ?? 0)
      const described = { type, description, schema, version: (before?.version ?? 0) + 1, updatedAt: now() }
      if (!(await types.save(described))) throw TypeNotSaved()
      await known.refresh()
      return ok(shown(described), { version: described.version })
    },
  })

export const forgetType = ({ types, known }: Pick<TypeParts, 'types' | 'known'>) =>
  route({
    method: 'delete',
    path,
    summary: 'Takes the description of a type away: it may have any properties again.',
    tag,
    who: 'operator',
    params,
    answers: { 204: { description: 'It has none any more.' } },
    refuses: [NotFound],
    handle: async ({ params: { type }, headers }) => {
      const found = await types.find(type)
      if (!found) throw NotFound()
      matchIfSaid(headers, found.version)
      await types.remove(type)
      await known.refresh()
      return noContent()
    },
  })
