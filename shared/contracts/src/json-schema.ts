// Fields as JSON Schema (2020-12): what the documents show and what released versions are compared by.
import type Joi from 'joi'
import type { Field } from './fields.js'

type Json = Record<string, unknown>

export const jsonSchemaOf = (field: Field<unknown, 'required' | 'optional'> | Joi.ObjectSchema): Json =>
  withNullAmongWords(field['~standard'].jsonSchema.input({ target: 'draft-2020-12' })) as Json

/** joi says of a word that may be null that its type may be, and leaves null out of the list of words. */
function withNullAmongWords(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withNullAmongWords)
  if (typeof node !== 'object' || node === null) return node
  const parts: Json = Object.fromEntries(
    Object.entries(node).map(([name, part]) => [name, withNullAmongWords(part)]),
  )
  const { type, enum: words } = parts
  if (Array.isArray(words) && Array.isArray(type) && type.includes('null') && !words.includes(null))
    parts.enum = [...words, null]
  return parts
}
