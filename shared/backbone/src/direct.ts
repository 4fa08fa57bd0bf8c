// Publishing without an outbox, for what is stored nowhere: the caller learns at once whether the broker has it.
import { createError } from '@eventflow/runtime'
import type { OutgoingMessage } from './envelope.js'
import { type Publisher, publicationOf } from './publisher.js'

const BrokerAway = createError('BROKER_AWAY', 'The message broker cannot be reached just now.', 503)
const BrokerBusy = createError('BROKER_BUSY', 'Too many messages wait for the broker already.', 503)

/** Messages that were handed over and not confirmed yet, over all callers. */
const inFlightAtMost = 5_000
const retryAfterSeconds = 1

export function publishConfirmed(
  publisher: Publisher,
  messages: readonly OutgoingMessage[],
): Promise<unknown> {
  if (!publisher.isReady()) throw BrokerAway({ retryAfterSeconds, detail: publisher.problem() })
  if (publisher.inFlight() + messages.length > inFlightAtMost) throw BrokerBusy({ retryAfterSeconds })
  const [first] = messages
  if (messages.length === 1 && first) return publisher.publish(publicationOf(first))
  return Promise.all(messages.map((message) => publisher.publish(publicationOf(message))))
}
