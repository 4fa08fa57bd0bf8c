// DELETE /v1/users/{id}/otp: the way back for somebody who has lost the app and the recovery codes, once an admin knows who asks.
import { uuid } from '@eventflow/contracts'
import { type Audited, actorOf, noContent, route } from '@eventflow/http'
import type { AccountStore } from '../account-store.js'
import { OwnAccount, UserNotFound } from '../errors.js'
import { found } from '../found.js'
import type { OtpStore } from '../otp-store.js'
import { removeSecondFactor } from '../remove-otp/remove-second-factor.js'

interface RemoveParts {
  accounts: AccountStore
  otps: OtpStore
  audited: Audited
}

export const removeOtpOfAccount = ({ accounts, otps, audited }: RemoveParts) =>
  route({
    method: 'delete',
    path: '/v1/users/{id}/otp',
    summary: 'Removes the second factor of a user who cannot show it any more; the user is told by mail.',
    tag: 'users',
    who: 'admin',
    freshSignIn: true,
    params: { id: uuid() },
    answers: { 204: { description: 'There is no second factor.' } },
    refuses: [UserNotFound, OwnAccount],
    handle: async ({ caller, params: { id }, address }) => {
      const act = { action: 'otp.removed', target: `user:${id}`, actor: actorOf(caller), address }
      await audited.change(act, async (transaction) => {
        found(await accounts.byId(id, transaction), UserNotFound)
        // For one's own there is DELETE /v1/auth/otp; here it is somebody else who vouches.
        if (id === caller.userId) throw OwnAccount()
        return removeSecondFactor(otps, transaction, id)
      })
      return noContent()
    },
  })
