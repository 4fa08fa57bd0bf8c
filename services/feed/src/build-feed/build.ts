// What belongs into a feed, made of what is kept of follows and activities alone: for who was away for long, or when entries are in doubt.
import type { ActionStore, Activity } from '../action-store.js'
import type { RelationStore } from '../relation-store.js'

interface BuildParts {
  relations: Pick<RelationStore, 'idsAfter'>
  actions: Pick<ActionStore, 'doneBy'>
  /** How many activities a feed has at most, and how many of one author. */
  length: number
  atMost: number
}

const authorsAtOnce = 20
const followingAtMost = 10_000

/** The newest of everybody whom the reader follows; what may be seen of it is decided when it is shown. */
export async function newestOfFollowed(
  { relations, actions, length, atMost }: BuildParts,
  readerId: string,
): Promise<Activity[]> {
  let newest: Activity[] = []
  let after = ''
  for (let read = 0; read < followingAtMost; read += authorsAtOnce) {
    const authors = await relations.idsAfter('following', readerId, { after, limit: authorsAtOnce })
    const done = await Promise.all(authors.map((author) => actions.doneBy(author, { limit: atMost })))
    newest = [...newest, ...done.flat()].sort((a, b) => (a.key < b.key ? -1 : 1)).slice(0, length)
    after = authors.at(-1) ?? ''
    if (authors.length < authorsAtOnce) break
  }
  return newest
}
