// Puts something into the digest that is open, which whoever comes first opens; one that was closed meanwhile is passed by.
import type { Clock } from '@eventflow/runtime'
import { insertNew } from '../insert-new.js'
import { type DigestEntry, digestIdOf, endOfDigest } from './digest.js'
import type { DigestModel, StoredDigest } from './digest-store.js'

const entriesAtMost = 200
const endsAtMost = 50

/** Each digest has an id of its own and takes nothing once it is closing: so all that comes in the same moment is in one. */
export function puttingIn({ digests, now }: { digests: DigestModel; now: Clock }) {
  const addTo = async (ends: ReadonlyMap<DigestEntry, Date>): Promise<DigestEntry[]> => {
    const placed = [...ends].map(([entry, end]) => ({ entry, end, _id: digestIdOf(entry, end) }))
    await insertNew(
      digests,
      placed.map(({ _id, entry: { userId, category, channel }, end }) => ({
        ...{ _id, userId, category, channel, state: 'open', entries: [], dueAt: end },
      })),
    )
    const writes = placed.map(({ _id, entry: { item } }) => ({
      updateOne: {
        filter: { _id, state: 'open', 'entries.eventId': { $ne: item.eventId } },
        update: { $push: { entries: { $each: [item], $slice: -entriesAtMost } } },
      },
    }))
    const { matchedCount } = await digests.collection.bulkWrite(writes as never[], { ordered: false })
    if (matchedCount === placed.length) return []
    const ids = placed.map(({ _id }) => _id)
    const found = (await digests.find({ _id: { $in: ids } }).lean()) as unknown as StoredDigest[]
    const entriesOf = new Map(found.map(({ _id, entries }) => [_id, entries]))
    return placed
      .filter(({ _id, entry: { item } }) =>
        entriesOf.get(_id)?.every(({ eventId }) => eventId !== item.eventId),
      )
      .map(({ entry }) => entry)
  }
  return async (entries: readonly DigestEntry[]): Promise<void> => {
    let ends = new Map(entries.map((entry) => [entry, endOfDigest(entry, entry.decidedAt)]))
    for (let tries = 0; ends.size > 0; tries++) {
      if (tries === endsAtMost) throw new Error('there is no digest open for what belongs into one')
      const left = await addTo(ends)
      ends = new Map(left.map((entry) => [entry, endOfDigest(entry, ends.get(entry) ?? now())]))
    }
  }
}
