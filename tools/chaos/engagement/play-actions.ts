// What people do with what they write: they complete, rename, hide and delete it.
import type { Visibility } from './acts.js'
import type { Guest, OwnAction } from './party.js'
import { isGood, refused, type Stage } from './stage.js'
import { checkItem } from './strict-reads.js'
import { follows } from './world.js'

const visibilities: readonly Visibility[] = ['private', 'followers', 'followers', 'public', 'public']
const anyIfMatch = { 'if-match': '*' }
/** Few enough that feeds show most of what they hold. */
const ownAtMost = 12

export async function write(stage: Stage, guest: Guest): Promise<void> {
  if (guest.own.length >= ownAtMost) return remove(stage, guest)
  const { chance } = guest
  const kind = chance.between(0, 4) < 3 ? 'task' : 'journal'
  const visibility = chance.pick(visibilities)
  const title = `Title ${guest.number} ${Math.floor(chance.between(0, 1e9))}`
  const body = { kind, title, visibility }
  stage.tally.calls++
  const answer = await guest.call<{ id: string }>('POST', '/v1/actions', { body, once: true })
  if (!answer) stage.tally.lost.push({ guest, title, kind, visibility })
  if (!answer || !isGood(answer)) return
  const { id } = answer.body
  stage.log.note({ what: 'create', by: guest.id, action: id, kind, visibility })
  guest.own.push({ id, kind, visibility, status: 'open', wasCompleted: false })
}

const pickOwn = ({ chance, own }: Guest, fits: (one: OwnAction) => boolean): OwnAction | undefined => {
  const fitting = own.filter(fits)
  return fitting.length > 0 ? chance.pick(fitting) : undefined
}

interface Move {
  own: OwnAction | undefined
  what: 'complete' | 'reopen' | 'archive' | 'restore'
  status: OwnAction['status']
}

async function move(stage: Stage, guest: Guest, { own, ...to }: Move): Promise<void> {
  if (!own) return
  stage.tally.calls++
  const answer = await guest.call('POST', `/v1/actions/${own.id}/${to.what}`)
  if (!isGood(answer)) return refused(stage, `${to.what} of ${own.id}`, answer)
  stage.log.note({ what: to.what, by: guest.id, action: own.id })
  own.status = to.status
  if (to.what === 'complete') own.wasCompleted = true
}

export function complete(stage: Stage, guest: Guest): Promise<void> {
  const own = pickOwn(guest, ({ kind, status }) => kind === 'task' && status === 'open')
  return own ? move(stage, guest, { own, what: 'complete', status: 'completed' }) : write(stage, guest)
}

export const reopen = (stage: Stage, guest: Guest): Promise<void> =>
  move(stage, guest, {
    own: pickOwn(guest, ({ status }) => status === 'completed'),
    what: 'reopen',
    status: 'open',
  })

/** Or takes it up again. */
export function putAway(stage: Stage, guest: Guest): Promise<void> {
  const away = pickOwn(guest, ({ status }) => status === 'archived')
  if (away)
    return move(stage, guest, {
      own: away,
      what: 'restore',
      status: away.wasCompleted ? 'completed' : 'open',
    })
  // One that was opened again has two states behind it, of which only the service knows the right one.
  const own = pickOwn(guest, ({ status, wasCompleted }) => (status === 'completed') === wasCompleted)
  return move(stage, guest, { own, what: 'archive', status: 'archived' })
}

export async function retitle(stage: Stage, guest: Guest): Promise<void> {
  const own = pickOwn(guest, ({ status }) => status !== 'archived')
  if (!own) return write(stage, guest)
  const body = { title: `Title ${guest.number} ${Math.floor(guest.chance.between(0, 1e9))} again` }
  stage.tally.calls++
  const answer = await guest.call('PATCH', `/v1/actions/${own.id}`, { body, headers: anyIfMatch })
  if (!isGood(answer)) return refused(stage, `a new title of ${own.id}`, answer)
  stage.log.note({ what: 'retitle', by: guest.id, action: own.id })
}

/** Somebody who follows them, else anybody who might look at their page. */
function readerOf(stage: Stage, author: Guest): Guest {
  const readers = stage.guests.filter(({ id }) => follows(stage.log.world, id, author.id))
  const others = stage.guests.filter(({ id }) => id !== author.id)
  return author.chance.pick(readers.length > 0 ? readers : others)
}

const breadth: Record<Visibility, number> = { private: 0, followers: 1, public: 2 }

export async function changeVisibility(stage: Stage, guest: Guest): Promise<void> {
  const own = pickOwn(guest, ({ status }) => status !== 'archived')
  if (!own) return write(stage, guest)
  const visibility = guest.chance.pick(visibilities.filter((one) => one !== own.visibility))
  const isNarrower = breadth[visibility] < breadth[own.visibility]
  const change = async () => {
    stage.tally.calls++
    const wish = { body: { visibility }, headers: anyIfMatch }
    const answer = await guest.call('PATCH', `/v1/actions/${own.id}`, wish)
    if (!isGood(answer)) {
      refused(stage, `${visibility} for ${own.id}`, answer)
      return false
    }
    stage.log.note({ what: 'show', by: guest.id, action: own.id, visibility })
    own.visibility = visibility
    return true
  }
  if (!isNarrower) return void (await change())
  const what = `it became ${visibility}`
  const withdrawal = { what, author: guest, reader: readerOf(stage, guest), withdraw: change }
  return checkItem(own, { tally: stage.strict, world: stage.log.world }, withdrawal)
}

export async function remove(stage: Stage, guest: Guest): Promise<void> {
  const own = pickOwn(guest, () => true)
  if (!own) return write(stage, guest)
  const withdraw = async () => {
    stage.tally.calls++
    const answer = await guest.call('DELETE', `/v1/actions/${own.id}`, { headers: anyIfMatch })
    const isGone = isGood(answer) || (answer?.status === 404 && answer.isRepeated)
    if (isGone) {
      stage.log.note({ what: 'delete', by: guest.id, action: own.id })
      guest.own.splice(guest.own.indexOf(own), 1)
    } else refused(stage, `the deletion of ${own.id}`, answer)
    return isGone
  }
  const withdrawal = { what: 'its deletion', author: guest, reader: readerOf(stage, guest), withdraw }
  await checkItem(own, { tally: stage.strict, world: stage.log.world }, withdrawal)
}
