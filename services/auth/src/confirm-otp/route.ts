// POST /v1/auth/otp/confirm: the first code of the app, which shows that it has the secret; from here on codes are asked for.
import { record, text } from '@eventflow/contracts'
import { type Audited, actorOf, noContent, route } from '@eventflow/http'
import { CallerError } from '@eventflow/runtime'
import { InvalidOtp, OtpNotEnrolled, TooManyGuesses, WrongOtp } from '../errors.js'
import type { SecondFactor } from '../second-factor.js'

interface ConfirmParts {
  secondFactor: SecondFactor
  audited: Audited
}

export const confirmOtp = ({ secondFactor, audited }: ConfirmParts) =>
  route({
    method: 'post',
    path: '/v1/auth/otp/confirm',
    summary: 'Confirms a second factor by its first code: signing in asks for one from here on.',
    tag: 'auth',
    who: 'user',
    freshSignIn: true,
    body: record({ otp: text(32) }),
    example: { otp: '123456' },
    answers: { 204: { description: 'It is asked for from here on.' } },
    refuses: [OtpNotEnrolled, WrongOtp, TooManyGuesses],
    handle: async ({ caller, body: { otp }, address }) => {
      const act = {
        action: 'otp.confirmed',
        target: `user:${caller.userId}`,
        actor: actorOf(caller),
        address,
      }
      await audited.ask(act, async () => {
        const shown = { accountId: caller.userId, otp, from: { address } }
        const isConfirmed = await secondFactor.confirm(shown).catch((error: unknown) => {
          // 401 would say that the access token is not good.
          throw error instanceof CallerError && error.code === InvalidOtp.code ? WrongOtp() : error
        })
        if (!isConfirmed) throw OtpNotEnrolled()
        return { result: undefined }
      })
      return noContent()
    },
  })
