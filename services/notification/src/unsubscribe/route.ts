// GET and POST /v1/unsubscribe/{token}: mails of a category are stopped by one click, without signing in (RFC 8058).
import { Readable } from 'node:stream'
import { text } from '@eventflow/contracts'
import { NotFound, okFile, route } from '@eventflow/http'
import type { RefuseErased } from '../refuse-erased.js'
import type { WishMarks } from '../wish-marks.js'
import { pageThatAsks, pageThatTells } from './page.js'
import type { UnsubscribeTokens } from './token.js'

export interface UnsubscribeParts {
  tokens: Pick<UnsubscribeTokens, 'read'>
  marks: Pick<WishMarks, 'unsubscribe'>
  refuseErased: RefuseErased
}

const facts = {
  tag: 'notifications',
  who: 'anyone',
  path: '/v1/unsubscribe/{token}',
  params: { token: text(300) },
  refuses: [NotFound],
} as const

const pageType = 'text/html; charset=utf-8'
const bytesAtMost = 10_000

export const askToUnsubscribe = ({ tokens }: Pick<UnsubscribeParts, 'tokens'>) =>
  route({
    ...facts,
    method: 'get',
    summary:
      'Asks whether mails of a category are to stop; changes nothing, since programs follow links as well.',
    answers: { 200: { description: 'A page with one button.', fileTypes: ['text/html'] } },
    handle: async ({ params: { token } }) => page(pageThatAsks(read(tokens, token))),
  })

export const unsubscribe = ({ tokens, marks, refuseErased }: UnsubscribeParts) =>
  route({
    ...facts,
    method: 'post',
    summary: 'Stops mails of a category; whoever chooses them again in their preferences gets them again.',
    // What stands in it is always the same; the token says the rest.
    rawBody: { types: ['application/x-www-form-urlencoded', 'multipart/form-data'], bytesAtMost },
    answers: { 200: { description: 'They are stopped.', fileTypes: ['text/html'] } },
    handle: async ({ params: { token } }) => {
      const subscription = read(tokens, token)
      await marks.unsubscribe(subscription)
      await refuseErased(subscription.userId)
      return page(pageThatTells(subscription))
    },
  })

function read(tokens: Pick<UnsubscribeTokens, 'read'>, token: string) {
  const subscription = tokens.read(token)
  if (!subscription) throw NotFound()
  return subscription
}

const page = (html: string) =>
  okFile({ type: pageType, content: Readable.from([html]), bytes: Buffer.byteLength(html) })
