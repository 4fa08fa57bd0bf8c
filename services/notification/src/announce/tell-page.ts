// Tells one page of people: decides, claims by storing what was decided, and does what the stored decision says.
import type { Clock } from '@eventflow/runtime'
import type { Models } from '@eventflow/runtime/mongo'
import type { AnyBulkWriteOperation } from 'mongoose'
import type { OutsideChannel } from '../channels.js'
import { endOfHour, type HiddenBecause } from '../decide/decide.js'
import type { PeopleSource } from '../decide/people.js'
import type { Person } from '../decide/person.js'
import type { DeliveryStore } from '../delivery-store.js'
import type { DigestStore } from '../digest/digest-store.js'
import type { InboxStore } from '../inbox/inbox-store.js'
import { insertNew } from '../insert-new.js'
import type { schemas } from '../schemas.js'
import type { Announcement } from './announcement.js'
import { decidePage, type PersonDecision, paceIdOf } from './decide-page.js'
import { digestedOf, noticesOf, owedOf, type Told } from './effects.js'
import { rulesFor } from './rules.js'

interface TellPageParts {
  models: Pick<Models<typeof schemas>, 'decisions' | 'paces'>
  people: PeopleSource
  inbox: Pick<InboxStore, 'put'>
  deliveries: Pick<DeliveryStore, 'owe'>
  digests: Pick<DigestStore, 'add'>
  capPerHour: number
  now: Clock
}

export interface Page {
  announcement: Announcement
  actorName: string | undefined
  userIds: readonly string[]
  hidden: ReadonlyMap<string, HiddenBecause>
}

/**
 * Storing the decision is the one claim of an event by a person. Whatever follows has an id that follows from it, so that a
 * page which is told again, after a crash or by two processes at once, leaves everything as it is.
 */
export function tellingPages(parts: TellPageParts) {
  const { models, people, inbox, deliveries, digests, capPerHour, now } = parts

  const pacesOf = async (announcement: Announcement, userIds: readonly string[], at: Date) => {
    const [rule] = rulesFor(announcement.type)
    if (!rule || rule.critical) return new Map()
    const { category } = rule
    const ids = userIds.map((userId) => paceIdOf({ userId, category, now: at }))
    const found = await models.paces.find({ _id: { $in: ids } }).lean()
    return new Map(found.map(({ _id, ...counts }) => [_id, counts]))
  }

  return async ({ announcement, actorName, userIds, hidden }: Page): Promise<number> => {
    const at = now()
    const [persons, paces] = await Promise.all([people.many(userIds), pacesOf(announcement, userIds, at)])
    const wanted = decidePage(announcement, { people: persons, hidden, paces, capPerHour, now: at })
    const fresh = await insertNew(models.decisions, wanted)
    const decided = fresh.length === wanted.length ? wanted : await storedOf(models, wanted)
    const personOf = new Map(persons.map((person) => [person.userId, person]))
    const told: Told[] = decided.map((decision) => ({
      ...{ decision, announcement, actorName },
      person: personOf.get(decision.userId) as Person,
    }))
    await deliveries.owe(told.flatMap(owedOf))
    await digests.add(told.flatMap(digestedOf))
    // Last: whoever reads it finds everything there that is to be taken back.
    await inbox.put(told.flatMap(noticesOf))
    await countPaces(models, fresh)
    return wanted.reduce((sum, { channels }) => sum + channels.length, 0)
  }
}

async function storedOf(
  { decisions }: Pick<Models<typeof schemas>, 'decisions'>,
  wanted: readonly PersonDecision[],
): Promise<PersonDecision[]> {
  const ids = wanted.map(({ _id }) => _id)
  return (await decisions.find({ _id: { $in: ids } }).lean()) as unknown as PersonDecision[]
}

/** Two announcements that are told at the same moment may both see the count from before: then it is one more. */
async function countPaces(
  { paces }: Pick<Models<typeof schemas>, 'paces'>,
  decided: readonly PersonDecision[],
): Promise<void> {
  const writes = decided.flatMap(({ userId, category, at, channels }): AnyBulkWriteOperation[] => {
    const sent = channels.filter(
      ({ channel, outcome, reason }) => channel !== 'inApp' && outcome !== 'dropped' && reason !== 'critical',
    )
    if (sent.length === 0) return []
    const counts = Object.fromEntries(sent.map(({ channel }) => [channel as OutsideChannel, 1]))
    const filter = { _id: paceIdOf({ userId, category, now: at }) }
    const update = { $inc: counts, $setOnInsert: { endsAt: endOfHour(at) } }
    return [{ updateOne: { filter: filter as never, update, upsert: true } }]
  })
  if (writes.length > 0) await paces.collection.bulkWrite(writes as never[], { ordered: false })
}
