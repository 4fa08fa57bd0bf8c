// Tries the heads of held keys again when they are due, each key in its order, by whichever replica comes first.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Logger, type Resource, traceScope } from '@eventflow/runtime'
import type { Transaction } from '@eventflow/runtime/database'
import type { ConsumeMessage } from 'amqplib'
import { type Fate, fateOf, fingerprintOf } from './failure.js'
import { arrivalOf, type GuardParts, reactInTurn } from './handle-messages.js'
import type { HeldHead } from './held-keys.js'
import type { BackboneMetrics } from './metrics.js'
import type { GuardedReaction } from './reaction.js'
import { type ReadParts, readMessage } from './read-message.js'

interface ResumeParts extends GuardParts, ReadParts<GuardedReaction> {
  logger: Logger
  metrics: BackboneMetrics
}

const lookEveryMs = 500

export interface Resuming extends Resource {
  nudge(): void
}

export function resumeHeld(parts: ResumeParts): Resuming {
  const stop = new AbortController()
  let wake: () => void = () => undefined
  const loop = async () => {
    while (!stop.signal.aborted) {
      await Promise.race([
        sleep(lookEveryMs, undefined, { signal: stop.signal, ref: false }).catch(() => undefined),
        new Promise<void>((resolve) => {
          wake = resolve
        }),
      ])
      await resumeAllDue(parts, stop.signal).catch((error) =>
        parts.logger.debug('held keys cannot be looked at just now', { error }),
      )
    }
  }
  const running = loop()
  return {
    nudge: () => wake(),
    close: async () => {
      stop.abort()
      await running
    },
  }
}

async function resumeAllDue(parts: ResumeParts, stop: AbortSignal): Promise<void> {
  while (!stop.aborted && (await resumeOne(parts)));
}

/** One transaction: the head is handled and gone, or stays with the time of its next try. Answers whether there was one. */
async function resumeOne(parts: ResumeParts): Promise<boolean> {
  const { database, held } = parts
  let failure: { head: HeldHead; error: unknown } | undefined
  const found = await database
    .transaction(async (transaction) => {
      const head = await held.takeDue(transaction)
      if (!head) return false
      try {
        await handleHead(parts, transaction, head)
      } catch (error) {
        failure = { head, error }
        throw error
      }
      await held.release(transaction, head)
      return true
    })
    .catch((error) => {
      if (failure) return true
      throw error
    })
  if (failure) await postpone(parts, failure)
  else if (found) parts.wrote()
  return found
}

async function handleHead(parts: ResumeParts, transaction: Transaction, head: HeldHead): Promise<void> {
  const reading = readMessage(parts, deliveryOf(head))
  const envelope = { ...reading.envelope, attempt: head.attempt }
  const entered = await parts.inbox.enter(transaction, [arrivalOf({ ...reading, envelope })])
  const turn = { transaction, readings: [reading], ...entered }
  const { messages, outcomes } = await reactInTurn(parts, turn)
  await parts.outbox.append(transaction, messages)
  const outcome = outcomes[0]?.kind ?? 'handled'
  parts.metrics.handled.inc({ queue: parts.consumer, type: head.type, outcome })
}

async function postpone(
  parts: ResumeParts,
  { head, error }: { head: HeldHead; error: unknown },
): Promise<void> {
  const { held, database, logger, metrics, consumer } = parts
  // What fails because the database is away is due again as soon as it is back.
  await database.dependency?.check()
  const fate: Fate = fateOf(error, head)
  logger.warn('a key waits', { type: head.type, key: head.key, messageId: head.id, fate, error })
  metrics.settle(fate, { queue: consumer, fingerprint: fingerprintOf(head.type, error) })
  await database.transaction((transaction) => held.postpone(transaction, head, { error, fate }))
}

const deliveryOf = ({ properties, body, type, attempt, throttled }: HeldHead) => ({
  message: {
    properties: {
      ...properties,
      headers: { ...properties.headers, 'x-attempt': attempt, 'x-throttled': throttled },
    },
    content: body,
    fields: { routingKey: type },
  } as ConsumeMessage,
  scope: traceScope(),
})
