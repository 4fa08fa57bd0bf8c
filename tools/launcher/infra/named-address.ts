// Uses a server that the user has named by an address in the environment, after asking whether it answers.
import { type Ground, Impossible, type Provided } from '../component.js'
import type { NotHere, Way } from './ways.js'

export interface NamedServer {
  /** The variable that names it, such as `REDIS_URL`. */
  variable: string
  title: string
  /** Under which name others find the address. */
  key: string
  /** Its version; throws when it does not answer or does not let us in. */
  ask: (url: string) => Promise<string>
}

/** One that does not answer is not silently replaced by another: the user meant that one. */
export function namedAddress({ variable, title, key, ask }: NamedServer): Way {
  return async ({ environment }: Ground): Promise<Provided | NotHere> => {
    const url = environment[variable]
    if (!url) return { not: `${variable} is not set` }
    if (!URL.canParse(url)) throw new Impossible(`${variable} is not an address`, 'correct or unset it')
    const { host } = new URL(url)
    try {
      const version = await ask(url)
      return {
        how: `${title} ${version} at ${host}, named by ${variable}`,
        addresses: { [key]: url },
        owned: [],
      }
    } catch (error) {
      const what = `${variable} (${host}) does not answer: ${(error as Error).message}`
      throw new Impossible(what, 'start that server or correct the address, or unset the variable')
    }
  }
}
