// Identifiers: new ones that sort by the time of their birth, and such as follow from what they stand for.
import { v5, v7 } from 'uuid'

/** The newest rows of an index stay together. */
export const newId = (): string => v7()

const timedShape = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i

/** When an id of `newId` was made; of any other id nothing is known. */
export const bornAt = (id: string): Date | undefined =>
  timedShape.test(id) ? new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)) : undefined

/** The space of our names, so that nobody else's name gives the same id. */
const names = '6d0f6c0e-2f5b-5c2e-9d55-0a1f6b1f7c11'

/** The same parts always give the same id: what is written under it twice is there once. */
export const idNamed = (...parts: readonly string[]): string => v5(JSON.stringify(parts), names)
