// Asks a service of breached passwords, which is told five characters of a hash and nothing else (k-anonymity).
import { createHash } from 'node:crypto'
import { Unavailable } from '@eventflow/http'
import type { Logger } from '@eventflow/runtime'

export type IsBreached = (password: string) => Promise<boolean>

interface BreachParts {
  /** Answers `GET <url>/<five characters>` with lines of `<rest of the hash>:<count>`. */
  url: string
  withinMs: number
  /** What a password is worth while nobody can be asked. */
  whenAway: 'accept' | 'refuse'
  logger: Logger
}

const prefixLength = 5
/** A page has about a thousand lines of forty characters. */
const longestPage = 1_000_000

export function breachesAt({ url, withinMs, whenAway, logger }: BreachParts): IsBreached {
  return async (password) => {
    const hash = createHash('sha1').update(password).digest('hex').toUpperCase()
    try {
      const page = await readPage(`${url.replace(/\/$/, '')}/${hash.slice(0, prefixLength)}`, withinMs)
      return isOn(page, hash.slice(prefixLength))
    } catch (error) {
      logger.warn('breached passwords could not be looked up', { whenAway, error: (error as Error).message })
      if (whenAway === 'refuse') throw Unavailable({ retryAfterSeconds: 5 })
      return false
    }
  }
}

/** Lines with the count 0 are padding, by which the length of a page tells nothing. */
const isOn = (page: string, rest: string): boolean =>
  page.split('\n').some((line) => {
    const [suffix, count] = line.trim().split(':')
    return suffix?.toUpperCase() === rest && Number(count) > 0
  })

async function readPage(address: string, withinMs: number): Promise<string> {
  const signal = AbortSignal.timeout(withinMs)
  const headers = { 'add-padding': 'true', 'user-agent': 'EventFlow' }
  const answer = await fetch(address, { signal, headers, redirect: 'error' })
  if (!answer.ok || !answer.body) throw new Error(`it answered ${answer.status}`)
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
    length += chunk.length
    if (length > longestPage) throw new Error('its page is too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
