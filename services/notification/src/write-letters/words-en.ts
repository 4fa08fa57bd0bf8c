// The letters in English.
import type { LetterFacts, Words } from './words.js'

const until = ({ until }: LetterFacts) => (until ? [`The link works once, until ${until}.`] : [])
const notYou = 'If this was not you, set a new password now and sign out everywhere.'
const whence = ({ ip, userAgent }: LetterFacts) =>
  ip ? [`It came from the address ${ip}${userAgent ? `, with ${userAgent}` : ''}.`] : []

export const english: Words = {
  welcome: () => ({
    subject: 'Welcome to EventFlow',
    lines: [
      'Your account is open.',
      'If we have yet to learn that this address is yours, a second mail asks you for it.',
    ],
  }),
  'verify-email': (facts) => ({
    subject: 'Confirm your e-mail address',
    lines: [
      'Please confirm that this address is yours.',
      ...until(facts),
      'If you have no account with us, ignore this mail.',
    ],
    action: 'Confirm the address',
  }),
  'reset-password': (facts) => ({
    subject: 'Set a new password',
    lines: [
      'Somebody, most likely you, has asked for a new password.',
      ...until(facts),
      'If this was not you, ignore this mail: your password stays as it is.',
    ],
    action: 'Set a new password',
  }),
  'registered-again': (facts) => ({
    subject: 'You have an account already',
    lines: [
      'Somebody, most likely you, wanted to open an account with this address. There is one already.',
      'If you have forgotten its password, set a new one.',
      ...until(facts),
      'If this was not you, ignore this mail: nothing has changed.',
    ],
    action: 'Set a new password',
  }),
  'confirm-email': (facts) => ({
    subject: 'Confirm your new e-mail address',
    lines: ['Your account is to have this address from now on.', ...until(facts)],
    action: 'Confirm the new address',
  }),
  'email-change-asked': () => ({
    subject: 'Your e-mail address is about to change',
    lines: ['Somebody who is signed in as you has asked to change the address of your account.', notYou],
  }),
  'email-changed': () => ({
    subject: 'Your e-mail address has changed',
    lines: ['The address of your account has changed.', notYou],
  }),
  'password-changed': () => ({
    subject: 'Your password has changed',
    lines: ['The password of your account has changed. All other devices have been signed out.', notYou],
  }),
  'session-compromised': (facts) => ({
    subject: 'We have signed out one of your devices',
    lines: [
      'A token of one of your sessions was used twice, so somebody may hold a copy of it. We have ended that session.',
      ...whence(facts),
      'Sign in again, and set a new password if you do not know that device.',
    ],
  }),
  'account-disabled': () => ({
    subject: 'Your account has been closed',
    lines: ['An administrator has closed your account. All devices have been signed out.'],
  }),
  'second-factor-added': () => ({
    subject: 'Signing in takes a second factor now',
    lines: ['From now on signing in to your account takes a one-time password of your app as well.', notYou],
  }),
  'second-factor-removed': () => ({
    subject: 'Signing in takes no second factor any more',
    lines: ['The second factor of your account was removed: the password alone is enough again.', notYou],
  }),
  'recovery-code-used': () => ({
    subject: 'A recovery code of your account was used',
    lines: [
      'Somebody signed in to your account with one of your recovery codes. It does not work any more.',
      notYou,
    ],
  }),
}
