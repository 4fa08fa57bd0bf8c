// POST .../test, GET .../attempts and POST .../attempts/{id}/resend: how the calls to a webhook went, and calling it by hand.
import { uuid } from '@eventflow/contracts'
import { type Cursors, ok, pageQuery, pageShape, readPage, route } from '@eventflow/http'
import { type Clock, newId } from '@eventflow/runtime'
import { attemptShape } from '../administer-webhooks/shapes.js'
import type { Attempt, AttemptStore } from '../attempt-store.js'
import type { CallWebhook } from '../call-webhooks/call-webhook.js'
import { found } from '../found.js'
import type { WebhookStore } from '../webhook.js'

export interface TryingParts {
  webhooks: WebhookStore
  attempts: AttemptStore
  callWebhook: CallWebhook
  cursors: Cursors
  now: Clock
}

const path = '/v1/webhooks/{id}'
const facts = { tag: 'webhooks', who: 'user' } as const

export const testWebhook = ({ webhooks, callWebhook, now }: TryingParts) =>
  route({
    ...facts,
    method: 'post',
    path: `${path}/test`,
    summary:
      'Calls a webhook with a signed message of no meaning, and answers how it went; also one that is switched off.',
    params: { id: uuid() },
    answers: { 200: { description: 'How it went.', body: attemptShape } },
    handle: async ({ caller: { userId }, params: { id } }) => {
      const webhook = found(await webhooks.find(userId, id))
      const body = JSON.stringify({
        type: 'webhook.test',
        timestamp: now().toISOString(),
        data: { webhookId: id },
      })
      const call = { userId, webhook, body, kind: 'test', deliveryId: newId(), number: 1 } as const
      return ok(shownAttempt((await callWebhook(call)).attempt))
    },
  })

export const listWebhookAttempts = ({ webhooks, attempts, cursors }: TryingParts) =>
  route({
    ...facts,
    method: 'get',
    path: `${path}/attempts`,
    summary: 'The calls to a webhook, the newest first.',
    params: { id: uuid() },
    query: pageQuery,
    answers: { 200: { description: 'A page.', body: pageShape(attemptShape) } },
    handle: async ({ caller: { userId }, params: { id }, query }) => {
      const webhook = found(await webhooks.find(userId, id))
      return readPage({
        ...{ cursors, path: `/v1/webhooks/${webhook.id}/attempts`, filters: {}, query },
        fetch: (seek) => attempts.list(webhook.id, seek),
        positionOf: (attempt) => [attempt.id],
        show: shownAttempt,
      })
    },
  })

export const resendWebhookAttempt = ({ webhooks, attempts, callWebhook }: TryingParts) =>
  route({
    ...facts,
    method: 'post',
    path: `${path}/attempts/{attemptId}/resend`,
    summary: 'Sends the same message once more, under the same webhook-id, and answers how it went.',
    params: { id: uuid(), attemptId: uuid() },
    answers: { 200: { description: 'How it went.', body: attemptShape } },
    handle: async ({ caller: { userId }, params: { id, attemptId } }) => {
      const webhook = found(await webhooks.find(userId, id))
      const { request, deliveryId, number } = found(await attempts.find(webhook.id, attemptId))
      const call = {
        userId,
        webhook,
        body: request.body,
        kind: 'resend',
        deliveryId,
        number: number + 1,
      } as const
      return ok(shownAttempt((await callWebhook(call)).attempt))
    },
  })

function shownAttempt({ reason, response, ms, ...facts }: Attempt) {
  const status = reason === undefined ? 'delivered' : 'failed'
  return { ...facts, status, reason: reason ?? null, latencyMs: ms, response: response ?? null }
}
