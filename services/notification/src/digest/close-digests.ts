// Makes one message of what has come together, when its time has come.
import { idNamed } from '@eventflow/runtime'
import { wordsFor } from '../announce/words.js'
import type { PeopleSource } from '../decide/people.js'
import { type DigestItem, deliveryIdOf } from '../delivery.js'
import type { DeliveryStore } from '../delivery-store.js'
import type { ClaimedDigest, DigestStore } from './digest-store.js'

interface ClosingParts {
  digests: DigestStore
  deliveries: Pick<DeliveryStore, 'owe' | 'release' | 'removeItems'>
  people: PeopleSource
}

const holdMs = 60_000

/** What a digest is known by where events are. */
const digestEventId = (digestId: string): string => idNamed('digest', digestId)

export const digestDeliveryId = (digestId: string): string => {
  const [userId = '', , channel = 'email'] = digestId.split(':')
  return deliveryIdOf({ eventId: digestEventId(digestId), userId, channel: channel as 'email' | 'push' })
}

/** Closes those that are due; a crash in between leaves them to the next, which finds the message there already. */
export async function closeDigests(parts: ClosingParts): Promise<void> {
  for (;;) {
    const claimed = await parts.digests.claim(holdMs)
    if (!claimed) return
    await closeDigest(parts, claimed)
  }
}

/**
 * The message is stored before it is looked again what is left of the digest, and is due only after that: whoever reads
 * something meanwhile takes it out of the digest first and out of the message then, so that one of the two finds it.
 */
async function closeDigest(
  { digests, deliveries, people }: ClosingParts,
  claimed: ClaimedDigest,
): Promise<void> {
  const { id, userId, category, channel } = claimed
  const entries = await shownTo(people, claimed)
  if (entries.length > 0) {
    const deliveryId = digestDeliveryId(id)
    const { locale } = await people.one(userId)
    const worded = wordsFor({ template: 'digest', facts: {} }, locale)
    await deliveries.owe([
      {
        ...{ id: deliveryId, userId, channel, category, eventId: digestEventId(id), template: 'digest' },
        model: { ...worded, link: '/notifications', items: entries, count: entries.length },
        isWithheld: true,
      },
    ])
    await deliveries.removeItems([deliveryId], gone(entries, await digests.entriesOf(id)))
    await deliveries.release(deliveryId)
  }
  await digests.close(claimed)
}

/** Without what was deleted, hidden or blocked since it was put in. */
async function shownTo(people: PeopleSource, { userId, entries }: ClaimedDigest): Promise<DigestItem[]> {
  const shown: DigestItem[] = []
  for (const entry of entries) if (!(await people.hiddenFrom(userId, entry))) shown.push(entry)
  return shown
}

function gone(before: readonly DigestItem[], now: readonly DigestItem[]): string[] {
  const left = new Set(now.map(({ eventId }) => eventId))
  return before.filter(({ eventId }) => !left.has(eventId)).map(({ eventId }) => eventId)
}
