// How an announcement reads in somebody's language: a title, a line, and where it leads.
import type { Facts } from './announcement.js'

export interface Worded {
  title: string
  body: string
  /** Below the address of the platform. */
  link: string | null
}

interface ToWord {
  template: string
  /** Whose doing it was; nameless where nobody knows. */
  actorName?: string | undefined
  actorId?: string | undefined
  actionId?: string | undefined
  facts: Facts
}

type Sentence = (told: ToWord, words: Words) => { title: string; body?: string }

interface Words {
  somebody: string
  from: (device: Facts) => string
  sentences: Readonly<Record<string, Sentence>>
}

const english: Words = {
  somebody: 'Somebody',
  from: ({ ip, userAgent }) => `It came from ${ip}${userAgent ? `, with ${userAgent}` : ''}.`,
  sentences: {
    'action-completed': ({ actorName, facts }, { somebody }) => ({
      title: `${actorName ?? somebody} completed a task`,
      body: facts.title ?? '',
    }),
    'action-due-soon': ({ facts }) => ({ title: 'A task is due soon', body: facts.title ?? '' }),
    'new-follower': ({ actorName }, { somebody }) => ({ title: `${actorName ?? somebody} follows you` }),
    'session-compromised': ({ facts }, { from }) => ({
      title: 'You were signed out on all devices',
      body: `Somebody used a copy of a session of yours. ${from(facts)}`,
    }),
    'password-changed': () => ({ title: 'Your password has changed' }),
    'email-changed': () => ({ title: 'Your e-mail address has changed' }),
    'second-factor-added': () => ({ title: 'Signing in needs a second factor now' }),
    'second-factor-removed': () => ({ title: 'Signing in needs no second factor any more' }),
    'recovery-code-used': () => ({ title: 'A recovery code of your account was used' }),
    'account-disabled': () => ({ title: 'Your account was closed' }),
    digest: () => ({ title: 'What happened meanwhile' }),
  },
}

const german: Words = {
  somebody: 'Jemand',
  from: ({ ip, userAgent }) => `Es kam von ${ip}${userAgent ? `, mit ${userAgent}` : ''}.`,
  sentences: {
    'action-completed': ({ actorName, facts }, { somebody }) => ({
      title: `${actorName ?? somebody} hat eine Aufgabe erledigt`,
      body: facts.title ?? '',
    }),
    'action-due-soon': ({ facts }) => ({ title: 'Eine Aufgabe ist bald fällig', body: facts.title ?? '' }),
    'new-follower': ({ actorName }, { somebody }) => ({ title: `${actorName ?? somebody} folgt Ihnen` }),
    'session-compromised': ({ facts }, { from }) => ({
      title: 'Sie wurden auf allen Geräten abgemeldet',
      body: `Jemand hat eine Kopie einer Ihrer Sitzungen benutzt. ${from(facts)}`,
    }),
    'password-changed': () => ({ title: 'Ihr Passwort hat sich geändert' }),
    'email-changed': () => ({ title: 'Ihre E-Mail-Adresse hat sich geändert' }),
    'second-factor-added': () => ({ title: 'Die Anmeldung braucht jetzt einen zweiten Faktor' }),
    'second-factor-removed': () => ({ title: 'Die Anmeldung braucht keinen zweiten Faktor mehr' }),
    'recovery-code-used': () => ({ title: 'Ein Wiederherstellungscode Ihres Kontos wurde benutzt' }),
    'account-disabled': () => ({ title: 'Ihr Konto wurde geschlossen' }),
    digest: () => ({ title: 'Was inzwischen geschehen ist' }),
  },
}

const languages: Readonly<Record<string, Words>> = { de: german, en: english }

export function wordsFor(told: ToWord, locale: string): Worded {
  const [wanted = ''] = locale.split('-')
  const words = (Object.hasOwn(languages, wanted) ? languages[wanted] : undefined) ?? english
  const say = words.sentences[told.template]
  if (!say) throw new Error(`there are no words for ${told.template}`)
  const { title, body = '' } = say(told, words)
  return { title, body, link: linkOf(told) }
}

function linkOf({ actionId, actorId, template }: ToWord): string | null {
  if (actionId !== undefined) return `/actions/${actionId}`
  return template === 'new-follower' && actorId !== undefined ? `/profiles/${actorId}` : null
}
