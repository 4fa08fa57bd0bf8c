// The state that a log of acts leads to: who follows and blocks whom, and what has become of every action.
import type { Act, ActionAct, Creation, ItemKind, RelationAct, Verb, Visibility } from './acts.js'
import { isRelation } from './acts.js'

export interface ActionState {
  id: string
  owner: string
  kind: ItemKind
  visibility: Visibility
  isDeleted: boolean
  /** What was done with it and still holds: each is one activity, however often it was done. */
  done: Set<Verb>
}

export interface World {
  /** Whom each follows. */
  follows: Map<string, Set<string>>
  /** Whom each blocks. */
  blocks: Map<string, Set<string>>
  actions: Map<string, ActionState>
}

export const emptyWorld = (): World => ({ follows: new Map(), blocks: new Map(), actions: new Map() })

export function replay(acts: readonly Act[], world: World = emptyWorld()): World {
  for (const act of acts) {
    if (isRelation(act)) relate(world, act)
    else change(world, act)
  }
  return world
}

export const follows = ({ follows }: World, reader: string, author: string): boolean =>
  follows.get(reader)?.has(author) ?? false

const blocks = ({ blocks }: World, one: string, other: string): boolean =>
  blocks.get(one)?.has(other) ?? false

/** Whichever of the two did it: neither sees the other. */
export const isBlocked = (world: World, one: string, other: string): boolean =>
  blocks(world, one, other) || blocks(world, other, one)

function relate(world: World, { what, by, whom }: RelationAct): void {
  const [followed, blocked] = [setOf(world.follows, by), setOf(world.blocks, by)]
  if (what === 'follow') followed.add(whom)
  if (what === 'unfollow') followed.delete(whom)
  if (what === 'unblock') blocked.delete(whom)
  if (what !== 'block') return
  blocked.add(whom)
  followed.delete(whom)
  setOf(world.follows, whom).delete(by)
}

function setOf(sets: Map<string, Set<string>>, key: string): Set<string> {
  const known = sets.get(key) ?? new Set()
  sets.set(key, known)
  return known
}

function change(world: World, act: ActionAct): void {
  if (act.what === 'create') {
    world.actions.set(act.action, created(act))
    return
  }
  const action = world.actions.get(act.action)
  if (!action) throw new Error(`${act.what} of ${act.action}, which nobody created`)
  switch (act.what) {
    case 'show':
      action.visibility = act.visibility
      return
    case 'retitle':
      action.done.add('updated')
      return
    case 'complete':
      action.done.add('completed')
      return
    case 'reopen':
      action.done.delete('completed')
      return
    case 'delete':
      action.isDeleted = true
      return
    case 'archive':
    case 'restore':
      // Putting it away takes it out of nobody's feed.
      return
  }
}

const created = ({ by, action: id, kind, visibility }: Creation): ActionState => ({
  id,
  owner: by,
  kind,
  visibility,
  isDeleted: false,
  done: new Set(['created']),
})
