// DELETE /v1/auth/otp: signing in asks for the password alone again.
import { type Audited, actorOf, noContent, route } from '@eventflow/http'
import type { OtpStore } from '../otp-store.js'
import { removeSecondFactor } from './remove-second-factor.js'

interface RemoveParts {
  otps: OtpStore
  audited: Audited
}

export const removeOtp = ({ otps, audited }: RemoveParts) =>
  route({
    method: 'delete',
    path: '/v1/auth/otp',
    summary: 'Removes the second factor, and its recovery codes with it.',
    tag: 'auth',
    who: 'user',
    // Signing in took both factors: who did that lately need not show them once more.
    freshSignIn: true,
    answers: { 204: { description: 'There is no second factor.' } },
    handle: async ({ caller, address }) => {
      const act = { action: 'otp.removed', target: `user:${caller.userId}`, actor: actorOf(caller), address }
      await audited.change(act, (transaction) => removeSecondFactor(otps, transaction, caller.userId))
      return noContent()
    },
  })
