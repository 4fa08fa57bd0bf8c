// Mails that are owed, being tried, or settled; the only file that knows how they lie in the database.
import type { Backbone } from '@eventflow/backbone'
import { NotificationDelivered, NotificationFailed } from '@eventflow/contracts'
import { type Clock, idNamed, type Sealer } from '@eventflow/runtime'
import type { Models } from '@eventflow/runtime/mongo'
import type { ClaimedMail, MailFate, MailKind, OwedMail } from './mail.js'
import type { schemas } from './schemas.js'
import { type Waiting, waitingIn } from './waiting.js'

export interface MailStore {
  /** Stores what is not known yet; answers how many of them that were. */
  owe(eventId: string, mails: readonly OwedMail[]): Promise<number>
  /** Takes the mail that has been due longest for a while; nothing when none is due. */
  claim(holdMs: number): Promise<ClaimedMail | undefined>
  /** Writes down how a try ended; without effect when somebody else has claimed the mail meanwhile. */
  settle(mail: ClaimedMail, fate: MailFate): Promise<void>
  waiting(): Promise<Waiting>
  /** Forgets what was settled before; answers how many mails that were. */
  forget(before: Date): Promise<number>
}

interface MailStoreParts {
  models: Pick<Models<typeof schemas>, 'mails'>
  backbone: Pick<Backbone, 'carry'>
  sealer: Sealer
  now: Clock
}

/** What is of no use once the mail is settled, and might be to somebody who steals the database. */
const onlyWhileItWaits = { sealedToken: 1, expiresAt: 1, ip: 1, userAgent: 1 } as const

export function mailStore({ models: { mails }, backbone, sealer, now }: MailStoreParts): MailStore {
  const openToken = (sealed: string | null | undefined, id: string) =>
    sealed ? { token: sealer.open(sealed, id) } : {}
  return {
    owe: async (eventId, owed) => {
      let stored = 0
      for (const { token, ...facts } of owed) {
        const _id = idNamed(eventId, facts.kind, facts.to ?? facts.userId)
        const at = now()
        const first = { ...facts, attempts: 0, state: 'waiting', createdAt: at, dueAt: at }
        const sealed = token === undefined ? {} : { sealedToken: sealer.seal(token, _id) }
        const { upsertedCount } = await mails.updateOne(
          { _id },
          { $setOnInsert: { ...first, ...sealed } },
          { upsert: true },
        )
        stored += upsertedCount
      }
      return stored
    },
    claim: async (holdMs) => {
      const heldUntil = new Date(now().getTime() + holdMs)
      const found = await mails
        .findOneAndUpdate({ dueAt: { $lte: now() } }, { $set: { dueAt: heldUntil } }, { sort: { dueAt: 1 } })
        .lean()
      if (!found) return undefined
      const { _id: id, userId, kind, attempts } = found
      return {
        ...{ id, userId, kind: kind as MailKind, attempts, heldUntil },
        to: found.to ?? undefined,
        expiresAt: found.expiresAt ?? undefined,
        ip: found.ip ?? undefined,
        userAgent: found.userAgent ?? undefined,
        ...openToken(found.sealedToken, id),
      }
    },
    settle: async ({ id: _id, userId, kind, heldUntil }, fate) => {
      const held = { _id, dueAt: heldUntil }
      const { attempts } = fate
      if (fate.kind === 'again') {
        const dueAt = new Date(now().getTime() + fate.waitMs)
        await mails.updateOne(held, { $set: { dueAt, attempts, reason: fate.reason } })
        return
      }
      const facts = { deliveryId: _id, userId, channel: 'email' as const, kind, attempts }
      const said =
        fate.kind === 'delivered'
          ? NotificationDelivered(facts)
          : NotificationFailed({ ...facts, reason: fate.reason })
      const reason = fate.kind === 'failed' ? { reason: fate.reason } : {}
      await backbone.carry([said], (carried) =>
        mails.updateOne(held, {
          $set: { state: fate.kind, attempts, ...reason, settledAt: now(), ...carried },
          $unset: { dueAt: 1, ...onlyWhileItWaits },
        }),
      )
    },
    waiting: () => waitingIn(mails as never, now),
    // A mail whose event has yet to leave stays until it has.
    forget: async (before) => {
      const old = { settledAt: { $lt: before }, outboxSince: { $exists: false } }
      return (await mails.deleteMany(old)).deletedCount
    },
  }
}
