// Text that is measured as people and JSON Schema do it: an emoji is one character, though JavaScript counts two.
import Joi from 'joi'

interface Size {
  min: number
  max: number
}

/** As joi's own `min` and `max`, in their words. */
interface MeasuredText extends Joi.StringSchema {
  characters(min: number, max: number): Joi.StringSchema
}

export function isOfSize(value: string, size: Size): boolean {
  const characters = charactersOf(value, size)
  return characters >= size.min && characters <= size.max
}

/** Counted only where it matters: a character is one unit or two. */
function charactersOf(value: string, { min, max }: Size): number {
  const units = value.length
  if (units > 2 * max || (units <= max && units >= 2 * min)) return units
  let characters = 0
  for (const _ of value) characters++
  return characters
}

const measured = Joi.extend((joi: Joi.Root) => ({
  type: 'string',
  base: joi.string(),
  rules: {
    characters: {
      method(this: Joi.ExtensionBoundSchema, min: number, max: number) {
        return this.$_addRule({ name: 'characters', args: { min, max } })
      },
      args: ['min', 'max'],
      validate: (value: string, { error }: Joi.CustomHelpers, { min, max }: Size) => {
        const characters = charactersOf(value, { min, max })
        if (characters < min) return error('string.min', { limit: min })
        return characters <= max ? value : error('string.max', { limit: max })
      },
      jsonSchema: ({ args }: { args: Size }, schema: Record<string, unknown>) =>
        Object.assign(schema, args.min > 0 && { minLength: args.min }, { maxLength: args.max }),
    },
  },
})) as { string(): MeasuredText }

/** Text of `min` to `max` characters. */
export const textOfSize = (min: number, max: number): Joi.StringSchema =>
  measured.string().characters(min, max)
