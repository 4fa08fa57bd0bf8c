// Tells people of what was announced: a page of them at a time, each announcement by one process at a time.
import { createDoze, inStory, type Logger, type Resource } from '@eventflow/runtime'
import type { HiddenBecause } from '../decide/decide.js'
import type { PeopleSource } from '../decide/people.js'
import type { RelationStore } from '../keep-relations/relation-store.js'
import type { WishStore } from '../keep-wishes/wish-store.js'
import type { ClaimedAnnouncement } from './announcement.js'
import type { AnnouncementStore } from './announcement-store.js'
import { rulesFor } from './rules.js'
import type { Page } from './tell-page.js'

export interface Crier extends Resource {
  /** Says that this one is due now. */
  nudge(id: string): void
}

interface CrierParts {
  announcements: AnnouncementStore
  people: PeopleSource
  relations: Pick<RelationStore, 'followersOf'>
  wishes: Pick<WishStore, 'nameOf'>
  tellPage: (page: Page) => Promise<number>
  /** Takes away what was written of people who are being erased. */
  heedErased: (userIds: readonly string[]) => Promise<void>
  /** Done each time that nothing else is to be done. */
  chores: () => Promise<void>
  pollMs: number
  logger: Logger
}

const pageSize = 500
const atOnce = 4
const holdMs = 60_000
const retryFirstMs = 500
const retryAtMostMs = 600_000
/** What came while as many were waiting is found by looking. */
const nudgedAtMost = 1_000

export function openCrier(parts: CrierParts): Crier {
  const { announcements, logger, pollMs } = parts
  const doze = createDoze(pollMs)
  const nudged = new Set<string>()
  let stopped = false
  let complained = false

  const next = async (): Promise<ClaimedAnnouncement | undefined> => {
    for (const id of nudged) {
      nudged.delete(id)
      const claimed = await announcements.claim(holdMs, id)
      if (claimed) return claimed
    }
    return undefined
  }

  const tellAll = async (claim: () => Promise<ClaimedAnnouncement | undefined>) => {
    const worker = async () => {
      while (!stopped) {
        const claimed = await claim()
        if (!claimed) return
        await inStory(claimed.story, () => tellOrPostpone({ ...parts, isStopped: () => stopped }, claimed))
      }
    }
    await Promise.all(Array.from({ length: atOnce }, worker))
  }

  const loop = async () => {
    let lookedAtMs = 0
    while (!stopped) {
      if (nudged.size === 0) await doze.sleep()
      try {
        await tellAll(next)
        if (Date.now() - lookedAtMs < pollMs) continue
        lookedAtMs = Date.now()
        await tellAll(() => announcements.claim(holdMs))
        await parts.chores()
        complained = false
      } catch (error) {
        if (!complained) logger.warn('nobody can be told of anything just now', { error })
        complained = true
        await doze.sleep()
      }
    }
  }

  const running = loop()
  return {
    nudge: (id) => {
      if (nudged.size < nudgedAtMost) nudged.add(id)
      doze.wake()
    },
    close: async () => {
      stopped = true
      doze.wake()
      await running
    },
  }
}

type Telling = CrierParts & { isStopped: () => boolean }

async function tellOrPostpone(parts: Telling, claimed: ClaimedAnnouncement): Promise<void> {
  const { announcements, logger } = parts
  try {
    await tellEverybody(parts, claimed)
  } catch (error) {
    const { id: eventId, type, attempts } = claimed
    logger.warn('an announcement waits: not everybody could be told', { eventId, type, attempts, error })
    await announcements.postpone(claimed, Math.min(retryFirstMs * 2 ** Math.min(attempts, 12), retryAtMostMs))
  }
}

async function tellEverybody(parts: Telling, claimed: ClaimedAnnouncement): Promise<void> {
  const { announcements, people, relations, wishes, tellPage, heedErased } = parts
  const { actorId, personId } = claimed
  const actorName = actorId === undefined ? undefined : await wishes.nameOf(actorId)
  const [rule] = rulesFor(claimed.type)
  const tell = async (userIds: readonly string[], hidden: ReadonlyMap<string, HiddenBecause>) => {
    await tellPage({ announcement: claimed, actorName, userIds, hidden })
    await heedErased(actorId === undefined ? userIds : [...userIds, actorId])
  }
  if (rule?.audience === 'person' && personId !== undefined) {
    const because = await people.hiddenFrom(personId, claimed)
    await tell([personId], new Map(because ? [[personId, because]] : []))
    return announcements.finish(claimed)
  }
  let mine: ClaimedAnnouncement = claimed
  while (actorId !== undefined) {
    const userIds = await relations.followersOf(actorId, mine.after, pageSize)
    if (userIds.length > 0) await tell(userIds, await people.hiddenFromFollowers(userIds, claimed))
    const after = userIds.at(-1)
    if (after === undefined || userIds.length < pageSize) break
    const heldUntil = await announcements.advance(mine, after, holdMs)
    // Somebody else goes on with it.
    if (!heldUntil) return
    mine = { ...mine, after, heldUntil }
    // Another process goes on at once with the page behind this one.
    if (parts.isStopped()) return announcements.postpone(mine, 0)
  }
  await announcements.finish(mine)
}
