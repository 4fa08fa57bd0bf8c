// Settings of the HTTP side that services have in common.
import { addressSetting, integerSetting, secretSetting, textSetting } from '@eventflow/runtime'

export const httpSettings = {
  host: textSetting('HOST', 'The address to listen on.', '127.0.0.1'),
  port: integerSetting('PORT', 'The port to listen on; 0 takes any free one.', { min: 0, max: 65_535 }),
  bodyLimitBytes: integerSetting('HTTP_BODY_LIMIT_BYTES', 'The largest body that is read.', {
    min: 1_024,
    max: 100_000_000,
    fallback: 1_000_000,
  }),
  answerWithinMs: integerSetting('HTTP_ANSWER_WITHIN_MS', 'After this a request is answered with 503.', {
    min: 100,
    max: 300_000,
    fallback: 35_000,
  }),
  trustedHops: integerSetting('HTTP_TRUSTED_HOPS', 'Proxies in front whose X-Forwarded-For is believed.', {
    min: 0,
    max: 10,
    fallback: 1,
  }),
  freshSignInSeconds: integerSetting(
    'FRESH_SIGN_IN_SECONDS',
    'How long after the password was given acts are allowed that want it to be recent.',
    { min: 10, max: 86_400, fallback: 900 },
  ),
}

/** How access tokens are to look, the same for all services. */
export const tokenSettings = {
  issuer: textSetting('TOKEN_ISSUER', 'Who issues access tokens: the `iss` that is accepted.', 'eventflow'),
  audience: textSetting(
    'TOKEN_AUDIENCE',
    'Whom access tokens are for: the `aud` that is accepted.',
    'eventflow',
  ),
}

/** For services that check tokens with the keys that auth publishes. */
export const identitySettings = {
  ...tokenSettings,
  authUrl: addressSetting('AUTH_URL', 'Where the auth service publishes its keys.', {
    schemes: ['http', 'https'],
  }),
}

export const cursorSettings = {
  key: secretSetting('CURSOR_KEY', 'Key that signs the cursors of lists (32 bytes, base64).'),
}
