// What the feed service refuses, by code.
import { createError } from '@eventflow/runtime'

export const PersonNotFound = createError('PERSON_NOT_FOUND', 'There is no such person.', 404)
export const NotYourself = createError('NOT_YOURSELF', 'This takes two people.', 422)
export const YouBlockThem = createError('YOU_BLOCK_THEM', 'You have blocked this person.', 409)
