// Puts activities into the feeds of everybody who follows their author.
import type { EntryStore } from '../entry-store.js'
import type { RelationStore } from '../relation-store.js'

export interface Deeds {
  by: string
  kind: string
  keys: readonly string[]
  /** The message that told of them. */
  cause: string
}

export type FanOut = (deeds: Deeds) => Promise<void>

interface FanOutParts {
  relations: Pick<RelationStore, 'idsAfter'>
  entries: Pick<EntryStore, 'add'>
  changed(ids: readonly string[]): Promise<void>
}

const chunkSize = 500

export const fanningOut =
  ({ relations, entries, changed }: FanOutParts): FanOut =>
  async ({ by, kind, keys }) => {
    for (let after = ''; ; ) {
      const followers = await relations.idsAfter('followers', by, { after, limit: chunkSize })
      await entries.add(followers.flatMap((ownerId) => keys.map((key) => ({ ownerId, key, by, kind }))))
      await changed(followers)
      after = followers.at(-1) ?? ''
      if (followers.length < chunkSize) return
    }
  }
