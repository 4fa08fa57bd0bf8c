// Who is told of what: for each event the category it belongs to, whom it concerns, and the channels it may take.
import type { Category, Channel } from '../channels.js'

export interface Rule {
  name: string
  /** The type of the event. */
  on: string
  category: Category
  /** Told whatever was chosen and whatever the hour is. */
  critical?: true
  /** One person, named by the event, or everybody who follows whoever did it. */
  audience: 'person' | 'followers'
  channels: readonly Channel[]
}

const everywhere: readonly Channel[] = ['inApp', 'email', 'push', 'webhook']

const critical = { category: 'security', critical: true, audience: 'person', channels: everywhere } as const

/** `action.created` is not among them: what somebody plans is for feeds, and rings nowhere. */
const rules: readonly Rule[] = [
  {
    name: 'somebody I follow completed an action',
    ...{ on: 'action.completed', category: 'action', audience: 'followers', channels: everywhere },
  },
  {
    name: 'an action of mine is due soon',
    ...{ on: 'action.due-soon', category: 'action', audience: 'person', channels: everywhere },
  },
  {
    name: 'somebody follows me',
    ...{ on: 'user.followed', category: 'social', audience: 'person', channels: everywhere },
  },
  { name: 'a session of mine was compromised', on: 'session.compromised', ...critical },
  { name: 'my password changed', on: 'user.password-changed', ...critical },
  { name: 'my e-mail address changed', on: 'user.email-changed', ...critical },
  { name: 'my second factor changed', on: 'user.second-factor-changed', ...critical },
  { name: 'my account was closed', on: 'user.disabled', ...critical },
]

export const rulesFor = (type: string): readonly Rule[] => rules.filter(({ on }) => on === type)
