// Tries the ways to get a piece of infrastructure, one after the other, and says of each why it did not do.
import { type Ground, Impossible, type Provided } from '../component.js'
import { diskProblem } from '../disk-problem.js'

/** Why this way cannot be gone here; the next one is tried. */
export interface NotHere {
  not: string
}

export type Way = (ground: Ground) => Promise<Provided | NotHere>

/** An `Impossible` thrown by a way ends the search: the user asked for exactly that way, and must hear that it failed. */
export function firstThatWorks(
  name: string,
  ways: Way[],
  advice: string,
): (ground: Ground) => Promise<Provided> {
  return async (ground) => {
    const reasons: string[] = []
    for (const way of ways) {
      const outcome = await attempt(way, ground)
      if (!('not' in outcome)) return outcome
      ground.signal.throwIfAborted()
      reasons.push(outcome.not)
      ground.say(outcome.not)
    }
    throw new Impossible(`${name} could not be had: ${reasons.join('; ')}`, advice)
  }
}

async function attempt(way: Way, ground: Ground): Promise<Provided | NotHere> {
  try {
    return await way(ground)
  } catch (error) {
    ground.signal.throwIfAborted()
    if (error instanceof Impossible) throw error
    // The next way would meet the same disk.
    const problem = diskProblem(error)
    if (problem) throw problem
    return { not: (error as Error).message }
  }
}
