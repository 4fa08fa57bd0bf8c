// The log of calls to webhooks; the only file that knows how they lie in the database.
import type { Seek } from '@eventflow/http'
import { newId } from '@eventflow/runtime'
import type { Models } from '@eventflow/runtime/mongo'
import type { schemas } from './schemas.js'

export interface Attempt {
  id: string
  at: Date
  kind: 'delivery' | 'test' | 'resend'
  /** The same for every try: what `webhook-id` says. */
  deliveryId: string
  /** The how many'th try it was. */
  number: number
  request: { url: string; body: string }
  /** Nothing when there was no answer. */
  response?: { status: number; body: string } | undefined
  /** Why it counts as failed. */
  reason?: string | undefined
  ms: number
}

export interface AttemptStore {
  note(userId: string, webhookId: string, attempt: Omit<Attempt, 'id'>): Promise<Attempt>
  find(webhookId: string, id: string): Promise<Attempt | undefined>
  /** The newest first. */
  list(webhookId: string, seek: Seek): Promise<Attempt[]>
  dropAllOf(webhookId: string): Promise<void>
  forget(before: Date): Promise<void>
}

/** The sign after the one that stands between the two halves of an id. */
const between = (webhookId: string) => ({ $gt: `${webhookId}:`, $lt: `${webhookId};` })

export function attemptStore({
  webhookAttempts,
}: Pick<Models<typeof schemas>, 'webhookAttempts'>): AttemptStore {
  return {
    note: async (userId, webhookId, facts) => {
      const attempt = { id: newId(), ...facts }
      const { id, ...rest } = attempt
      await webhookAttempts.create({ _id: `${webhookId}:${id}`, userId, ...rest })
      return attempt
    },
    find: async (webhookId, id) => {
      const found = await webhookAttempts.findById(`${webhookId}:${id}`).lean()
      return found ? attemptOf(found) : undefined
    },
    list: async (webhookId, { from, backwards, limit }) => {
      const after =
        from === undefined ? {} : { [backwards ? '$gt' : '$lt']: `${webhookId}:${String(from[0])}` }
      const found = await webhookAttempts
        .find({ _id: { ...between(webhookId), ...after } })
        .sort({ _id: backwards ? 1 : -1 })
        .limit(limit)
        .lean()
      return found.map(attemptOf)
    },
    dropAllOf: async (webhookId) => void (await webhookAttempts.deleteMany({ _id: between(webhookId) })),
    forget: async (before) => void (await webhookAttempts.deleteMany({ at: { $lt: before } })),
  }
}

interface StoredAttempt {
  _id: string
}

function attemptOf({ _id, ...rest }: StoredAttempt): Attempt {
  const { userId: _, ...attempt } = rest as Omit<Attempt, 'id'> & { userId: string }
  return { ...attempt, id: _id.slice(_id.indexOf(':') + 1) }
}
