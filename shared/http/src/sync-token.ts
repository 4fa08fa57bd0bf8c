// Sync-Token: names the messages that a write caused, so that a later read elsewhere can wait until they have arrived.
import { BadSyncToken } from './errors.js'

export interface WrittenMessage {
  id: string
  type: string
}

const messagesAtMost = 50
const longestToken = 8_192
const pollMs = 20

/** A write of very many events names the last ones: those are handled last. */
export const writeSyncToken = (written: readonly WrittenMessage[]): string =>
  Buffer.from(JSON.stringify(written.slice(-messagesAtMost).map(({ id, type }) => [id, type]))).toString(
    'base64url',
  )

export function readSyncToken(token: string): WrittenMessage[] {
  try {
    if (token.length > longestToken) throw BadSyncToken()
    const pairs = JSON.parse(Buffer.from(token, 'base64url').toString()) as unknown
    if (!Array.isArray(pairs) || pairs.length > messagesAtMost) throw BadSyncToken()
    return pairs.map((pair: unknown) => {
      const [id, type] = Array.isArray(pair) ? (pair as unknown[]) : []
      if (typeof id !== 'string' || typeof type !== 'string') throw BadSyncToken()
      return { id, type }
    })
  } catch {
    throw BadSyncToken()
  }
}

/** Waits until nothing is pending or the time is up; answers how many messages were still on their way. */
export async function waitForMessages(pending: () => Promise<number>, waitMs: number): Promise<number> {
  const endsAt = Date.now() + waitMs
  for (;;) {
    const left = await pending()
    if (left === 0 || Date.now() >= endsAt) return left
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
}
