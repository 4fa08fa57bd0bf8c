// The letters in German.
import type { LetterFacts, Words } from './words.js'

const until = ({ until }: LetterFacts) => (until ? [`Der Link gilt einmal, bis ${until}.`] : [])
const notYou = 'Waren Sie das nicht, setzen Sie jetzt ein neues Passwort und melden Sie alle Geräte ab.'
const whence = ({ ip, userAgent }: LetterFacts) =>
  ip ? [`Es kam von der Adresse ${ip}${userAgent ? `, mit ${userAgent}` : ''}.`] : []

export const german: Words = {
  welcome: () => ({
    subject: 'Willkommen bei EventFlow',
    lines: [
      'Ihr Konto ist eröffnet.',
      'Wissen wir noch nicht, dass diese Adresse Ihre ist, fragt eine zweite Mail danach.',
    ],
  }),
  'verify-email': (facts) => ({
    subject: 'Bestätigen Sie Ihre E-Mail-Adresse',
    lines: [
      'Bitte bestätigen Sie, dass diese Adresse Ihre ist.',
      ...until(facts),
      'Haben Sie kein Konto bei uns, tun Sie nichts.',
    ],
    action: 'Adresse bestätigen',
  }),
  'reset-password': (facts) => ({
    subject: 'Setzen Sie ein neues Passwort',
    lines: [
      'Jemand, vermutlich Sie, hat um ein neues Passwort gebeten.',
      ...until(facts),
      'Waren Sie das nicht, tun Sie nichts: Ihr Passwort bleibt, wie es ist.',
    ],
    action: 'Neues Passwort setzen',
  }),
  'registered-again': (facts) => ({
    subject: 'Sie haben schon ein Konto',
    lines: [
      'Jemand, vermutlich Sie, wollte mit dieser Adresse ein Konto eröffnen. Es gibt schon eines.',
      'Haben Sie das Passwort vergessen, setzen Sie ein neues.',
      ...until(facts),
      'Waren Sie das nicht, tun Sie nichts: Es hat sich nichts geändert.',
    ],
    action: 'Neues Passwort setzen',
  }),
  'confirm-email': (facts) => ({
    subject: 'Bestätigen Sie Ihre neue E-Mail-Adresse',
    lines: ['Ihr Konto soll von nun an diese Adresse haben.', ...until(facts)],
    action: 'Neue Adresse bestätigen',
  }),
  'email-change-asked': () => ({
    subject: 'Ihre E-Mail-Adresse soll sich ändern',
    lines: ['Jemand, der als Sie angemeldet ist, will die Adresse Ihres Kontos ändern.', notYou],
  }),
  'email-changed': () => ({
    subject: 'Ihre E-Mail-Adresse hat sich geändert',
    lines: ['Die Adresse Ihres Kontos hat sich geändert.', notYou],
  }),
  'password-changed': () => ({
    subject: 'Ihr Passwort hat sich geändert',
    lines: ['Das Passwort Ihres Kontos hat sich geändert. Alle anderen Geräte sind abgemeldet.', notYou],
  }),
  'session-compromised': (facts) => ({
    subject: 'Wir haben eines Ihrer Geräte abgemeldet',
    lines: [
      'Ein Schlüssel einer Ihrer Sitzungen wurde zweimal benutzt; jemand hat vielleicht eine Kopie. Wir haben diese Sitzung beendet.',
      ...whence(facts),
      'Melden Sie sich wieder an, und setzen Sie ein neues Passwort, wenn Sie das Gerät nicht kennen.',
    ],
  }),
  'account-disabled': () => ({
    subject: 'Ihr Konto wurde geschlossen',
    lines: ['Ein Administrator hat Ihr Konto geschlossen. Alle Geräte sind abgemeldet.'],
  }),
  'second-factor-added': () => ({
    subject: 'Die Anmeldung braucht jetzt einen zweiten Faktor',
    lines: [
      'Für die Anmeldung an Ihrem Konto braucht es ab jetzt auch ein Einmalpasswort Ihrer App.',
      notYou,
    ],
  }),
  'second-factor-removed': () => ({
    subject: 'Die Anmeldung braucht keinen zweiten Faktor mehr',
    lines: ['Der zweite Faktor Ihres Kontos wurde entfernt: Das Passwort allein genügt wieder.', notYou],
  }),
  'recovery-code-used': () => ({
    subject: 'Ein Wiederherstellungscode Ihres Kontos wurde benutzt',
    lines: [
      'Jemand hat sich mit einem Ihrer Wiederherstellungscodes an Ihrem Konto angemeldet. Er gilt nicht mehr.',
      notYou,
    ],
  }),
}
