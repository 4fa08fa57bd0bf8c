// What one person does next, by chance: writes, completes, hides, follows, blocks, reads.
import type { Guest } from './party.js'
import { changeVisibility, complete, putAway, remove, reopen, retitle, write } from './play-actions.js'
import { block, follow, unblock, unfollow } from './play-relations.js'
import { isGood, type Play, refused, type Stage } from './stage.js'

/** The more often a play stands here, the likelier it is. */
const plays: ReadonlyArray<readonly [play: Play, weight: number]> = [
  [write, 22],
  [complete, 14],
  [retitle, 8],
  [reopen, 3],
  [putAway, 3],
  [changeVisibility, 10],
  [remove, 10],
  [follow, 12],
  [unfollow, 8],
  [block, 4],
  [unblock, 4],
  [lookAtInbox, 8],
]
const lots = plays.flatMap(([play, weight]) => Array.from({ length: weight }, () => play))

export const playNext = (stage: Stage, guest: Guest): Promise<void> => guest.chance.pick(lots)(stage, guest)

interface Inbox {
  items: Array<{ id: string; status: string }>
}

async function lookAtInbox(stage: Stage, guest: Guest): Promise<void> {
  const inbox = await guest.call<Inbox>('GET', '/v1/notifications?unread=true')
  const items = inbox?.body.items ?? []
  if (items.length === 0) return
  const { id } = guest.chance.pick(items)
  const act = guest.chance.pick(['read', 'read', 'archive'] as const)
  stage.tally.calls++
  const answer = await guest.call('POST', `/v1/notifications/${id}/${act}`)
  if (!isGood(answer)) return refused(stage, `${act} of notification ${id}`, answer)
  guest.touched.set(id, act === 'read' ? 'read' : 'archived')
}
