// Histories for the specs of the oracle: whatever people may do, in any order, as far as the platform lets them.
import fc from 'fast-check'
import type { Act, Visibility } from './acts.js'
import { emptyWorld, isBlocked, replay } from './world.js'

export const people = ['ada', 'alan', 'grace', 'kurt']

const person = fc.constantFrom(...people)
const visibility = fc.constantFrom<Visibility>('private', 'followers', 'public')
const number = fc.nat({ max: 20 })

const wish = fc.oneof(
  fc.record({ what: fc.constantFrom('follow', 'unfollow', 'block', 'unblock'), by: person, whom: person }),
  fc.record({ what: fc.constant('create'), by: person, visibility }),
  fc.record({ what: fc.constant('show'), number, visibility }),
  fc.record({
    what: fc.constantFrom('retitle', 'complete', 'reopen', 'archive', 'restore', 'delete'),
    number,
  }),
)

/** Each act in a round of its own, with one event. */
export const histories = fc.array(wish, { maxLength: 60 }).map((wishes) => {
  const acts: Act[] = []
  for (const one of wishes) {
    const act = permitted(acts, one as Wish)
    if (act) acts.push({ ...(act as Act), round: acts.length, events: [`event-${acts.length}`] })
  }
  return acts
})

interface Wish {
  what: Act['what']
  by: string
  whom?: string
  number: number
  visibility?: Visibility
}

function permitted(acts: readonly Act[], { what, by, whom, number, visibility }: Wish): unknown {
  const world = replay(acts, emptyWorld())
  if (whom !== undefined) {
    const isRefused = whom === by || (what === 'follow' && isBlocked(world, by, whom))
    return isRefused ? undefined : { what, by, whom }
  }
  if (what === 'create') return { what, by, action: `action-${acts.length}`, kind: 'task', visibility }
  const living = [...world.actions.values()].filter(({ isDeleted }) => !isDeleted)
  const action = living[number % Math.max(1, living.length)]
  if (
    !action ||
    (what === 'complete' && action.done.has('completed')) ||
    (what === 'reopen' && !action.done.has('completed'))
  )
    return undefined
  return { what, by: action.owner, action: action.id, ...(visibility && { visibility }) }
}
