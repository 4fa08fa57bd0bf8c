// What people do with each other: they follow and block, and take it back.
import type { RelationAct } from './acts.js'
import type { Guest } from './party.js'
import { isGood, refused, type Stage } from './stage.js'
import { checkPerson } from './strict-reads.js'
import { follows } from './world.js'

interface Pair {
  stage: Stage
  guest: Guest
  whom: Guest
}

const calls = {
  follow: { method: 'PUT', path: 'follows' },
  unfollow: { method: 'DELETE', path: 'follows' },
  block: { method: 'PUT', path: 'blocks' },
  unblock: { method: 'DELETE', path: 'blocks' },
} as const

/** True when the platform did it, which it must unless one of the two is blocked. */
async function relate(what: RelationAct['what'], { stage, guest, whom }: Pair): Promise<boolean> {
  const { method, path } = calls[what]
  stage.tally.calls++
  const answer = await guest.call(method, `/v1/${path}/${whom.id}`)
  if (isGood(answer)) {
    stage.log.note({ what, by: guest.id, whom: whom.id })
    return true
  }
  const isBlocked = answer?.status === 404 && what === 'follow'
  if (!isBlocked) refused(stage, `${what} of ${whom.id}`, answer)
  return false
}

/** The act is begun only while it would change something, and nothing else happens between the two meanwhile. */
const whileDue = ({ stage, guest, whom }: Pair, isDue: () => boolean, act: () => Promise<unknown>) =>
  stage.log.alone(guest.id, whom.id, async () => {
    if (isDue()) await act()
  })

const pickOther = ({ guests }: Stage, { chance }: Guest, ids: Iterable<string>): Guest | undefined => {
  const list = [...ids]
  const id = list.length > 0 ? chance.pick(list) : undefined
  return guests.find((one) => one.id === id)
}

const followedBy = ({ log }: Stage, { id }: Guest): ReadonlySet<string> =>
  log.world.follows.get(id) ?? new Set()
const blockedBy = ({ log }: Stage, { id }: Guest): ReadonlySet<string> =>
  log.world.blocks.get(id) ?? new Set()

export async function follow(stage: Stage, guest: Guest): Promise<void> {
  const pair = { stage, guest, whom: guest.chance.pick(stage.guests) }
  const { id } = pair.whom
  if (id === guest.id || blockedBy(stage, guest).has(id)) return
  await whileDue(
    pair,
    () => !followedBy(stage, guest).has(id),
    () => relate('follow', pair),
  )
}

export async function unfollow(stage: Stage, guest: Guest): Promise<void> {
  const whom = pickOther(stage, guest, followedBy(stage, guest))
  if (!whom) return follow(stage, guest)
  const pair = { stage, guest, whom }
  const watch = { tally: stage.strict, world: stage.log.world }
  const withdrawal = {
    what: 'the unfollow',
    author: whom,
    reader: guest,
    withdraw: () => relate('unfollow', pair),
  }
  await whileDue(
    pair,
    () => followedBy(stage, guest).has(whom.id),
    () => checkPerson(watch, withdrawal),
  )
}

/** Of those who follow them or whom they follow: else there is nothing to take away. */
export async function block(stage: Stage, guest: Guest): Promise<void> {
  const { world } = stage.log
  const known = stage.guests
    .map(({ id }) => id)
    .filter((id) => follows(world, id, guest.id) || follows(world, guest.id, id))
  const whom = pickOther(stage, guest, known)
  if (!whom) return follow(stage, guest)
  const pair = { stage, guest, whom }
  const [author, reader] = follows(world, whom.id, guest.id) ? [guest, whom] : [whom, guest]
  const withdrawal = { what: 'the block', author, reader, withdraw: () => relate('block', pair) }
  await whileDue(
    pair,
    () => !blockedBy(stage, guest).has(whom.id),
    () => checkPerson({ tally: stage.strict, world }, withdrawal),
  )
}

export async function unblock(stage: Stage, guest: Guest): Promise<void> {
  const whom = pickOther(stage, guest, blockedBy(stage, guest))
  if (!whom) return follow(stage, guest)
  const pair = { stage, guest, whom }
  await whileDue(
    pair,
    () => blockedBy(stage, guest).has(whom.id),
    () => relate('unblock', pair),
  )
}
