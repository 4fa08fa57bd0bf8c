// Puts the dead letters that hold data of a user where the copy is put together; sealed fields stay sealed.
import { reaction } from '@eventflow/backbone'
import { UserDataExported, UserExportRequested } from '@eventflow/contracts'
import { type Storage, storeCopy } from '@eventflow/runtime/storage'
import { shownBody } from '../carried-body.js'
import { currentBody } from '../letter.js'
import type { PersonalLetterStore } from '../personal-letter-store.js'

const lettersAtMost = 1_000

interface ExportingParts {
  personal: PersonalLetterStore
  storage: Storage
}

export const exportPersonalDataWhenUserExportRequested = ({ personal, storage }: ExportingParts) =>
  reaction(UserExportRequested, async ({ data: { userId, jobId } }) => {
    const found = await personal.of(userId, lettersAtMost)
    const deadLetters = found.map((letter) => ({
      type: letter.type,
      parkedAt: letter.parkedAt,
      status: letter.status,
      ...shownBody(letter, currentBody(letter)),
    }))
    const of = { userId, jobId, service: 'ops' }
    return [UserDataExported({ ...of, ...(await storeCopy(storage, of, { deadLetters })) })]
  })
