// A message through the real reactions in a transaction that is rolled back: what would happen, without it happening.
import { traceScope } from '@eventflow/runtime'
import type { ConsumeMessage, Options } from 'amqplib'
import { arrivalOf, type GuardParts, type Outcome, reactInTurn } from './handle-messages.js'
import type { GuardedReaction } from './reaction.js'
import { type ReadParts, readMessage } from './read-message.js'
import { readOwnBody } from './wire-format.js'

export interface RehearsedMessage {
  properties: Options.Publish
  body: Buffer
}

export interface Rehearsal {
  outcome: Outcome['kind'] | 'failed'
  reason?: string
  error?: string
  /** What would have been published; sealed fields are closed. */
  events: Array<{ type: string; data: unknown }>
}

/** Thrown to have the transaction rolled back. */
class Rehearsed extends Error {
  constructor(readonly rehearsal: Rehearsal) {
    super('rehearsed')
  }
}

/** Only what a reaction does in the transaction is undone: a mail that it sends is sent. */
export async function rehearse(
  parts: GuardParts & ReadParts<GuardedReaction>,
  message: RehearsedMessage,
): Promise<Rehearsal> {
  try {
    const reading = readMessage(parts, deliveryOf(message))
    await parts.database.transaction(async (transaction) => {
      const entered = await parts.inbox.enter(transaction, [arrivalOf(reading)])
      const turn = { transaction, readings: [reading], ...entered }
      const { outcomes, messages } = await reactInTurn(parts, turn)
      const [outcome] = outcomes
      throw new Rehearsed({
        outcome: outcome?.kind ?? 'handled',
        ...(outcome?.kind === 'ignored' ? { reason: outcome.reason } : {}),
        events: messages.map((message) => ({ type: message.type, data: readOwnBody(message) })),
      })
    })
    throw new Error('a rehearsal was not rolled back')
  } catch (error) {
    if (error instanceof Rehearsed) return error.rehearsal
    return { outcome: 'failed', error: String(error).slice(0, errorLimit), events: [] }
  }
}

const errorLimit = 2_000

const deliveryOf = ({ properties, body }: RehearsedMessage) => ({
  message: { properties, content: body, fields: { routingKey: properties.type ?? '' } } as ConsumeMessage,
  scope: traceScope(),
})
