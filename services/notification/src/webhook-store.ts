// Webhooks in, webhooks out; the only file that knows how they lie in the database.
import type { Models } from '@eventflow/runtime/mongo'
import { TooManyWebhooks, WebhooksBusy } from './errors.js'
import type { schemas } from './schemas.js'
import type { Webhook } from './webhook.js'

export interface WebhookStore {
  /** The oldest first. */
  of(userId: string): Promise<readonly Webhook[]>
  find(userId: string, id: string): Promise<Webhook | undefined>
  /** Refuses one more than there may be, also when several come at once. */
  open(userId: string, webhook: Webhook): Promise<void>
  /**
   * Writes what `next` makes of it; a change by somebody else in between lets it look again. `undefined` takes it away.
   * Answers what it was and is, or nothing when there is no such webhook.
   */
  change(
    userId: string,
    id: string,
    next: (webhook: Webhook) => Webhook | undefined,
  ): Promise<{ before: Webhook; after: Webhook | undefined } | undefined>
}

/** Each time somebody else was faster, who has then succeeded. */
const triesAtMost = 20
const alreadyThere = 11_000

export function webhookStore(
  { webhooks }: Pick<Models<typeof schemas>, 'webhooks'>,
  { webhooksPerUser }: { webhooksPerUser: number },
): WebhookStore {
  const read = async (_id: string) => {
    const found = await webhooks.findById(_id).lean()
    return { revision: found?.revision ?? 0, endpoints: (found?.endpoints ?? []) as Webhook[] }
  }
  /** Answers whether nobody else has written since. */
  const write = async (_id: string, revision: number, endpoints: readonly Webhook[]) => {
    const next = { $set: { endpoints: [...endpoints] }, $inc: { revision: 1 } }
    try {
      const { matchedCount, upsertedCount } = await webhooks.updateOne({ _id, revision }, next, {
        upsert: revision === 0,
      })
      return matchedCount + upsertedCount > 0
    } catch (error) {
      if ((error as { code?: unknown }).code === alreadyThere) return false
      throw error
    }
  }
  const of = async (userId: string) => (await read(userId)).endpoints

  return {
    of,
    find: async (userId, id) => (await of(userId)).find((one) => one.id === id),
    open: async (userId, webhook) => {
      for (let tries = 0; tries < triesAtMost; tries++) {
        const { revision, endpoints } = await read(userId)
        if (endpoints.length >= webhooksPerUser)
          throw TooManyWebhooks({ detail: `There are ${webhooksPerUser} at the most.` })
        if (await write(userId, revision, [...endpoints, webhook])) return
      }
      throw WebhooksBusy({ retryAfterSeconds: 1 })
    },
    change: async (userId, id, next) => {
      for (let tries = 0; tries < triesAtMost; tries++) {
        const { revision, endpoints } = await read(userId)
        const before = endpoints.find((one) => one.id === id)
        if (!before) return undefined
        const after = next(before)
        if (after === before) return { before, after }
        const all = endpoints.flatMap((one) => (one !== before ? [one] : after ? [after] : []))
        if (await write(userId, revision, all)) return { before, after }
      }
      throw WebhooksBusy({ retryAfterSeconds: 1 })
    },
  }
}
