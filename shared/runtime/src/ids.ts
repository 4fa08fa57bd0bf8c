// Identifiers that sort by the time of their birth, which keeps the newest rows of an index together.
import { v7 } from 'uuid'

export const newId = (): string => v7()
