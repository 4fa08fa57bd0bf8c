// What a request writes of somebody who is being erased is taken away again, whichever of the two was faster.
import { ErasureUnderWay } from './errors.js'
import type { PersonStore } from './person-store.js'

export type RefuseErased = (userId: string) => Promise<void>

/** Asked after the write: whoever erases leaves the mark first, so that one of the two finds what the other has done. */
export const refusingErased =
  ({ people }: { people: Pick<PersonStore, 'has' | 'erase'> }): RefuseErased =>
  async (userId) => {
    if (!(await people.has(userId))) return
    await people.erase(userId)
    throw ErasureUnderWay()
  }
