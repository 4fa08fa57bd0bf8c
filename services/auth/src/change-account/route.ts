// PATCH /v1/users/{id}: an admin gives and takes roles, closes accounts and opens them again.
import { flag, listOf, oneOf, optional, record, uuid } from '@eventflow/contracts'
import { type Audited, actorOf, ok, roles, route } from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import type { AccountStore } from '../account-store.js'
import { decideChange } from '../administration.js'
import { endSessions } from '../end-sessions.js'
import { LastAdmin, OwnAccount, UserNotFound } from '../errors.js'
import { found } from '../found.js'
import { accountShape, shownAccount } from '../look-at-accounts/shapes.js'
import type { Revocations } from '../revocations.js'
import type { SessionStore } from '../session-store.js'

interface ChangeParts {
  accounts: AccountStore
  sessions: SessionStore
  revocations: Revocations
  audited: Audited
  now: Clock
}

const rights = ({ roles: named, disabled }: { roles: readonly string[]; disabled: boolean }) => ({
  roles: [...named],
  disabled,
})

export const changeAccount = ({ accounts, sessions, revocations, audited, now }: ChangeParts) =>
  route({
    method: 'patch',
    path: '/v1/users/{id}',
    summary: 'Changes the roles of a user, or closes and opens the account; sessions end within a second.',
    tag: 'users',
    who: 'admin',
    params: { id: uuid() },
    body: record({ roles: optional(listOf(oneOf(...roles), roles.length, 1)), disabled: optional(flag()) }),
    example: { roles: ['user', 'operator'] },
    answers: { 200: { description: 'The user as it is now.', body: accountShape } },
    refuses: [UserNotFound, OwnAccount, LastAdmin],
    handle: async ({ params: { id }, body, caller, address, userAgent }) => {
      const act = { action: 'user.changed', target: `user:${id}`, actor: actorOf(caller), address }
      const { account, ended } = await audited.change(act, async (transaction) => {
        const known = found(await accounts.lockToChange(transaction, id), UserNotFound)
        const otherAdmins = await accounts.otherAdmins(transaction, id)
        const decided = decideChange(known, body, { askedBy: caller.userId, otherAdmins })
        await accounts.setRights(transaction, decided.account)
        const reason = decided.account.disabled ? ('disabled' as const) : ('deleted' as const)
        const ending = { userId: id, reason, from: { address, userAgent } }
        const over = decided.endsSessions
          ? await endSessions({ sessions, now }, transaction, ending)
          : { ended: [], events: [] }
        return {
          result: { account: decided.account, ended: over.ended },
          events: [...decided.events, ...over.events],
          before: rights(known),
          after: rights(decided.account),
        }
      })
      await revocations.revoke(ended)
      return ok(shownAccount(account))
    },
  })
