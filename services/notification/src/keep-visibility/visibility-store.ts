// Who may see an action now, as its events tell.
import type { Models } from '@eventflow/runtime/mongo'
import { insertNew } from '../insert-new.js'
import type { schemas } from '../schemas.js'

interface VisibilityNews {
  actionId: string
  ownerId: string
  visibility: 'private' | 'followers' | 'public' | 'nobody'
  version: number
}

export interface VisibilityStore {
  /** What was told last stays, whichever event comes last. */
  note(news: VisibilityNews): Promise<void>
}

export function visibilityStore({
  visibilities,
}: Pick<Models<typeof schemas>, 'visibilities'>): VisibilityStore {
  return {
    note: async ({ actionId: _id, ownerId, visibility, version }) => {
      if ((await insertNew(visibilities, [{ _id, ownerId, visibility, version }])).length > 0) return
      await visibilities.updateOne({ _id, version: { $lt: version } }, { $set: { visibility, version } })
    },
  }
}
