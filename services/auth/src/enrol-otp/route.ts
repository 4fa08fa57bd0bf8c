// POST /v1/auth/otp: a secret for an authenticator app, and codes for when the app is lost; both are in this answer alone.
import { listOf, record, text } from '@eventflow/contracts'
import { type Audited, actorOf, route, Unauthenticated } from '@eventflow/http'
import type { AccountStore } from '../account-store.js'
import { OtpAlreadyThere } from '../errors.js'
import { noStore } from '../no-store.js'
import { newRecoveryCodes } from '../otp.js'
import type { OtpStore } from '../otp-store.js'
import { newOtpSecret, otpauthUrl } from '../totp.js'

interface EnrolParts {
  accounts: AccountStore
  otps: OtpStore
  audited: Audited
}

export const enrolOtp = ({ accounts, otps, audited }: EnrolParts) =>
  route({
    method: 'post',
    path: '/v1/auth/otp',
    summary: 'Begins a second factor: it is asked for once its first code is confirmed.',
    tag: 'auth',
    who: 'user',
    freshSignIn: true,
    answers: {
      201: {
        description: 'The secret in base32, the same as an address for the app, and recovery codes.',
        body: record({ secret: text(64), otpauthUrl: text(500), recoveryCodes: listOf(text(40), 10) }),
      },
    },
    refuses: [OtpAlreadyThere],
    handle: async ({ caller, address }) => {
      const account = await accounts.byId(caller.userId)
      if (!account) throw Unauthenticated()
      const secret = newOtpSecret()
      const codes = newRecoveryCodes()
      const act = { action: 'otp.enrolled', target: `user:${account.id}`, actor: actorOf(caller), address }
      await audited.change(act, async (transaction) => {
        const known = await otps.lock(transaction, account.id)
        if (known?.confirmedAt) throw OtpAlreadyThere()
        await otps.replace(transaction, account.id, { secret, hashes: codes.map(({ hash }) => hash) })
        return { result: undefined }
      })
      const recoveryCodes = codes.map(({ shown }) => shown)
      return {
        status: 201,
        body: { secret, otpauthUrl: otpauthUrl(secret, account.email), recoveryCodes },
        ...noStore,
      }
    },
  })
