// What a feed must hold, by the state of the world alone: this, and nothing else.
import type { ItemKind, Verb } from './acts.js'
import { type ActionState, follows, isBlocked, type World } from './world.js'

export interface Expectation {
  author: string
  action: string
  kind: ItemKind
  verb: Verb
}

/** By activity. */
export type ExpectedFeed = ReadonlyMap<string, Expectation>

export const activityIdOf = (action: string, verb: string): string => `${action}:${verb}`

export function expectedFeed(world: World, reader: string): ExpectedFeed {
  const expected = new Map<string, Expectation>()
  for (const action of world.actions.values())
    if (mayShow(world, reader, action))
      for (const verb of action.done)
        expected.set(activityIdOf(action.id, verb), {
          author: action.owner,
          action: action.id,
          kind: action.kind,
          verb,
        })
  return expected
}

/** On the page of an author, to somebody who follows them or not. */
export function mayRead(world: World, reader: string, action: ActionState): boolean {
  if (action.isDeleted) return false
  if (reader === action.owner) return true
  if (isBlocked(world, reader, action.owner) || action.visibility === 'private') return false
  return action.visibility === 'public' || follows(world, reader, action.owner)
}

const mayShow = (world: World, reader: string, action: ActionState): boolean =>
  follows(world, reader, action.owner) && mayRead(world, reader, action)
