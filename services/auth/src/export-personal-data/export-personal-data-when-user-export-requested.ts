// Puts what this service keeps of a user where the copy is put together; of passwords and tokens it keeps nothing that can be shown.
import { reaction } from '@eventflow/backbone'
import { UserDataExported, UserExportRequested } from '@eventflow/contracts'
import { type Storage, storeCopy } from '@eventflow/runtime/storage'
import { publicAccount } from '../account.js'
import type { AccountStore } from '../account-store.js'
import type { ErasedSessionStore } from '../erased-session-store.js'

interface ExportingParts {
  accounts: AccountStore
  sessions: Pick<ErasedSessionStore, 'ofAccount'>
  storage: Storage
}

const sessionsAtMost = 1_000

export const exportPersonalDataWhenUserExportRequested = ({ accounts, sessions, storage }: ExportingParts) =>
  reaction(UserExportRequested, async ({ data: { userId, jobId } }) => {
    const account = await accounts.byId(userId)
    const used = await sessions.ofAccount(userId, sessionsAtMost)
    const stored = await storeCopy(
      storage,
      { userId, jobId, service: 'auth' },
      {
        accounts: account ? [{ ...publicAccount(account), createdAt: account.createdAt }] : [],
        sessions: used.map(({ accountId: _, ...session }) => session),
      },
    )
    return [UserDataExported({ userId, jobId, service: 'auth', ...stored })]
  })
