// POST /v1/auth/password/check: whether a password is the caller's, for services that want it and keep none themselves.
import { record } from '@eventflow/contracts'
import { noContent, route } from '@eventflow/http'
import type { Credentials } from '../credentials.js'
import { InvalidCredentials, TooManyAttempts } from '../errors.js'
import { passwordField } from '../shapes.js'

export const checkPassword = ({ credentials }: { credentials: Credentials }) =>
  route({
    method: 'post',
    path: '/v1/auth/password/check',
    summary: 'Whether this is the password of the caller.',
    tag: 'auth',
    who: 'user',
    body: record({ password: passwordField() }),
    example: { password: 'a-quiet-harbour-at-dawn' },
    answers: { 204: { description: 'It is.' } },
    refuses: [InvalidCredentials, TooManyAttempts],
    handle: async ({ body, caller }) => {
      await credentials.ofCaller(caller, body.password)
      return noContent()
    },
  })
