// Shows somebody under the name and with the picture that they have now, wherever they are shown.
import { ignore, repeatableReaction } from '@eventflow/backbone'
import { ProfileUpdated } from '@eventflow/contracts'
import type { PersonStore } from '../person-store.js'

interface RenameParts {
  people: Pick<PersonStore, 'rename'>
  changed(ids: readonly string[]): Promise<void>
}

export const renamePersonWhenProfileUpdated = ({ people, changed }: RenameParts) =>
  repeatableReaction(ProfileUpdated, async ({ data: { userId, displayName, avatarUrl, version } }) => {
    if (!(await people.rename(userId, { displayName, avatarUrl, version })))
      return ignore('a later version is known')
    await changed([userId])
    return undefined
  })
