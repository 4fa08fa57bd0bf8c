// What differs in what the users of the platform may do on the broker. Users of others are none of its business.
import type { Permissions } from '@eventflow/backbone'
import type { BrokerState } from './broker-state.js'
import { apiPath, type Drift, differences, type Wanted } from './drift.js'

export function driftOfRights(wanted: Wanted, found: BrokerState): Drift[] {
  return Object.entries(wanted.users).flatMap(([user, permissions]) => {
    const tags = found.users[user]
    if (!tags) return [missingUser(user)]
    return [
      ...driftOfTags(user, tags, permissions.tags),
      ...driftOfPermission(wanted.vhost, { user, permissions }, found),
      ...driftOfTopics(wanted.vhost, { user, permissions }, found),
    ]
  })
}

/** A user comes with a password, which is known only to what starts the platform. */
const missingUser = (user: string): Drift => ({
  sign: '-',
  kind: 'user',
  name: user,
  detail: 'no such user',
  advice: `${user} needs a password that is not known here: npm start makes it, or the provisioning of docker compose`,
})

/** What a user may see in the management interface. */
function driftOfTags(user: string, found: readonly string[], wanted = ''): Drift[] {
  const tags = found.filter((tag) => tag !== '').join(',')
  if (tags === wanted) return []
  return [
    {
      sign: '~',
      kind: 'user',
      name: user,
      detail: `tags ${tags || 'none'}, wanted ${wanted || 'none'}`,
      advice: `set its tags: rabbitmqctl set_user_tags ${[user, wanted].join(' ').trim()}`,
    },
  ]
}

interface Owner {
  user: string
  permissions: Permissions
}

function driftOfPermission(vhost: string, { user, permissions }: Owner, found: BrokerState): Drift[] {
  const { configure, write, read } = permissions
  const body = { configure, write, read }
  const cure = { method: 'PUT', path: apiPath('permissions', vhost, user), body } as const
  const is = found.permissions.find((right) => right.user === user)
  if (!is) return [{ sign: '-', kind: 'permission', name: user, detail: 'none in this virtual host', cure }]
  const { configure: mayConfigure, write: mayWrite, read: mayRead } = is
  const detail = differences({ configure: mayConfigure, write: mayWrite, read: mayRead }, body).join('; ')
  return detail === '' ? [] : [{ sign: '~', kind: 'permission', name: user, detail, cure }]
}

/** Without a right to routing keys a user may use all of them, so a missing one opens the exchange and a further one is no harm. */
function driftOfTopics(vhost: string, { user, permissions }: Owner, found: BrokerState): Drift[] {
  const rights = found.topicPermissions.filter((right) => right.user === user)
  const path = apiPath('topic-permissions', vhost, user)
  const known = new Set(permissions.topics.map(({ exchange }) => exchange))
  const own = permissions.topics.flatMap((topic): Drift[] => {
    const { exchange, write, read } = topic
    const name = `${user} on ${exchange}`
    const cure = { method: 'PUT', path, body: topic } as const
    const is = rights.find((right) => right.exchange === exchange)
    if (!is)
      return [{ sign: '-', kind: 'topic permission', name, detail: 'every routing key is allowed', cure }]
    const detail = differences({ write: is.write, read: is.read }, { write, read }).join('; ')
    return detail === '' ? [] : [{ sign: '~', kind: 'topic permission', name, detail, cure }]
  })
  const surplus = rights.filter(({ exchange = '' }) => !known.has(exchange))
  return [
    ...own,
    ...surplus.map(
      ({ exchange = '' }): Drift => ({
        sign: '+',
        kind: 'topic permission',
        name: `${user} on ${exchange}`,
        detail: 'not wanted, and without effect where the user may not write at all',
        advice: `take it away: rabbitmqctl clear_topic_permissions ${user} ${exchange}`,
      }),
    ),
  ]
}
