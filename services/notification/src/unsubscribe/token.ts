// What stands in the link that stops mails: whose, of which category and by which channel, signed so that nobody makes one up.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Category, OutsideChannel } from '../channels.js'

interface Subscription {
  userId: string
  category: Category
  channel: OutsideChannel
}

export interface UnsubscribeTokens {
  write(subscription: Subscription): string
  /** Nothing for what is not from here. */
  read(token: string): Subscription | undefined
}

const signatureBytes = 16
const longestToken = 300

/** They never end: whoever finds an old mail wants no new ones either. */
export function unsubscribeTokens(key: Buffer): UnsubscribeTokens {
  const sign = (body: string) =>
    createHmac('sha256', key).update(`unsubscribe\n${body}`).digest().subarray(0, signatureBytes)
  return {
    write: ({ userId, category, channel }) => {
      const body = `${userId}.${category}.${channel}`
      return Buffer.concat([sign(body), Buffer.from(body)]).toString('base64url')
    },
    read: (token) => {
      const bytes = Buffer.from(token.slice(0, longestToken), 'base64url')
      const signature = bytes.subarray(0, signatureBytes)
      const body = bytes.subarray(signatureBytes).toString()
      if (signature.length !== signatureBytes || !timingSafeEqual(signature, sign(body))) return undefined
      const [userId = '', category, channel] = body.split('.')
      return { userId, category: category as Category, channel: channel as OutsideChannel }
    },
  }
}
