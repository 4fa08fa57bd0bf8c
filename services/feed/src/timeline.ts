// The lines of a reader's feed, newest first, wherever they come from.
import type { EntryStore, Line } from './entry-store.js'

export interface Timeline {
  of(readerId: string): Promise<Line[]>
}

interface TimelineParts {
  entries: Pick<EntryStore, 'newest'>
  length: number
}

export const timelineOf = ({ entries, length }: TimelineParts): Timeline => ({
  of: (readerId) => entries.newest(readerId, { limit: length }),
})
