// The log of a run while it is written: what was confirmed, in the order in which it took effect.
import { type Act, pairOf } from './acts.js'
import { emptyWorld, replay, type World } from './world.js'

/** What it caused is read from the events themselves at the end. */
export type NewAct = Act extends infer One ? (One extends Act ? Omit<One, 'round' | 'events'> : never) : never

export interface ActLog {
  acts: Act[]
  /** The state that they lead to. */
  world: World
  nextRound(): void
  note(act: NewAct): void
  /** Acts on one pair of people come one after the other, so that their order is known. */
  alone<T>(one: string, other: string, work: () => Promise<T>): Promise<T>
}

export function createActLog(): ActLog {
  const acts: Act[] = []
  const world = emptyWorld()
  const busy = new Map<string, Promise<unknown>>()
  let round = 0
  return {
    acts,
    world,
    nextRound: () => {
      round++
    },
    note: (act) => {
      const noted = { ...act, round, events: [] } as Act
      acts.push(noted)
      replay([noted], world)
    },
    alone: async (one, other, work) => {
      const pair = pairOf(one, other)
      const turn = (busy.get(pair) ?? Promise.resolve()).then(work, work)
      busy.set(pair, turn)
      return turn
    },
  }
}
