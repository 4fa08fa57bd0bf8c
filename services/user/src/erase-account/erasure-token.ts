// The token by which an erasure is followed when there is no account left to sign in with.
import { createHmac, timingSafeEqual } from 'node:crypto'

/** Follows from the job, so that whoever asks for the same erasure twice gets the same one, and nothing is stored. */
export const erasureTokenOf = (jobId: string, key: Buffer): string =>
  createHmac('sha256', key).update(`erasure ${jobId}`).digest('base64url')

export function isErasureToken(token: string, jobId: string, key: Buffer): boolean {
  const [given, wanted] = [token, erasureTokenOf(jobId, key)].map((text) => Buffer.from(text))
  return (
    given !== undefined &&
    wanted !== undefined &&
    given.length === wanted.length &&
    timingSafeEqual(given, wanted)
  )
}
