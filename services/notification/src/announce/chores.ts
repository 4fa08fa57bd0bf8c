// What is to be done now and then: digests whose time has come, news that a dead process had yet to tell, and old things.
import type { Clock } from '@eventflow/runtime'
import type { Models } from '@eventflow/runtime/mongo'
import type { PeopleSource } from '../decide/people.js'
import type { DeliveryStore } from '../delivery-store.js'
import { closeDigests } from '../digest/close-digests.js'
import type { DigestStore } from '../digest/digest-store.js'
import type { InboxStore } from '../inbox/inbox-store.js'
import type { schemas } from '../schemas.js'
import type { AnnouncementStore } from './announcement-store.js'

interface ChoresParts {
  models: Pick<Models<typeof schemas>, 'decisions' | 'paces'>
  announcements: AnnouncementStore
  inbox: Pick<InboxStore, 'tellForgotten'>
  digests: DigestStore
  deliveries: DeliveryStore
  people: PeopleSource
  keepDays: number
  now: Clock
}

const forgetEveryMs = 3_600_000
const lookEveryMs = 30_000
const dayMs = 86_400_000

export function choresOf(parts: ChoresParts): () => Promise<void> {
  const { now, inbox } = parts
  let [forgotAtMs, lookedAtMs] = [0, 0]
  return async () => {
    await closeDigests(parts)
    if (now().getTime() - lookedAtMs >= lookEveryMs) {
      await inbox.tellForgotten()
      lookedAtMs = now().getTime()
    }
    if (now().getTime() - forgotAtMs < forgetEveryMs) return
    await forgetOld(parts)
    forgotAtMs = now().getTime()
  }
}

async function forgetOld({ models, announcements, digests, deliveries, keepDays, now }: ChoresParts) {
  const before = new Date(now().getTime() - keepDays * dayMs)
  await announcements.forget(before)
  await digests.forget(before)
  await deliveries.forget(before)
  await models.decisions.deleteMany({ at: { $lt: before } })
  await models.paces.deleteMany({ endsAt: { $lt: now() } })
}
