// What every event between two people tells; `version` counts what has become of the two of them.
import { type Fields, instant, integer, uuid } from './fields.js'

export const relationFacts = {
  /** Whose doing it is. */
  followerId: uuid(),
  followeeId: uuid(),
  version: integer(1),
  at: instant(),
} satisfies Fields

export const exampleRelation = {
  followerId: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12',
  followeeId: '0198f3c3-11aa-7b4c-8d5e-6f7081920a1b',
  version: 1,
  at: '2026-11-21T12:00:00.000Z',
}
