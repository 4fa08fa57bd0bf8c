// Hands out free ports and remembers them, so that a second start listens where the first did.
import { createServer } from 'node:net'
import { readJson, writeJson } from './json-file.js'

export interface PortChoice {
  wish?: number | undefined
  last?: number | undefined
  isFree: (port: number) => Promise<boolean>
  random: () => number
}

// Below the range from which Linux takes ports of outgoing connections, which would snatch a port between choice and use.
const LOWEST = 20_000
const HIGHEST = 29_999
const TRIES = 200

/** The wished port if nobody listens there, the one of last time, else any other. */
export async function choosePort({ wish, last, isFree, random }: PortChoice): Promise<number> {
  for (const port of [wish, last]) if (port !== undefined && (await isFree(port))) return port
  for (let tries = 0; tries < TRIES; tries++) {
    const port = LOWEST + Math.floor(random() * (HIGHEST - LOWEST + 1))
    if (await isFree(port)) return port
  }
  throw new Error(`no free port between ${LOWEST} and ${HIGHEST} in ${TRIES} tries`)
}

export function openPortBook(file: string): (name: string, wish?: number) => Promise<number> {
  const last = readJson<Record<string, number>>(file) ?? {}
  const given = new Set<number>()
  let queue: Promise<unknown> = Promise.resolve()

  const choose = async (name: string, wish?: number) => {
    const isFree = async (port: number) => !given.has(port) && (await nobodyListens(port))
    const port = await choosePort({ wish, last: last[name], isFree, random: Math.random })
    given.add(port)
    if (last[name] !== port) writeJson(file, Object.assign(last, { [name]: port }))
    return port
  }

  // One after the other: two components that ask at the same time must not get the same answer.
  return (name, wish) => {
    const turn = queue.then(() => choose(name, wish))
    queue = turn.catch(() => undefined)
    return turn
  }
}

/** Looks at both loopback addresses, because `localhost` in a browser may mean either. */
export async function nobodyListens(port: number): Promise<boolean> {
  return (await canBind(port, '127.0.0.1')) && (await canBind(port, '::1'))
}

function canBind(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    // A machine without IPv6 has no such address: nobody listens there.
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'EADDRNOTAVAIL'))
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)))
  })
}
