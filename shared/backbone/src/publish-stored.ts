// A stored event on its way to the broker: in the trace that it was stored with, and counted whatever becomes of it.
import { inTraceOf } from '@eventflow/runtime'
import type { OutgoingMessage } from './envelope.js'
import type { BackboneMetrics } from './metrics.js'
import { type Publisher, publicationOf, UnroutableError } from './publisher.js'

interface Parts {
  publisher: Publisher
  metrics: BackboneMetrics
}

/** That the broker is away is told once, by the connection; any other error is for whoever asked to tell. */
export type NotPublished = { error: Error | undefined }

/** Nothing when the broker has it. */
export async function publishStored(
  { publisher, metrics }: Parts,
  message: OutgoingMessage & { writtenAt: Date },
): Promise<NotPublished | undefined> {
  const { type, writtenAt, properties } = message
  try {
    await inTraceOf(properties.headers?.traceparent, () => publisher.publish(publicationOf(message)))
  } catch (error) {
    const isAway = !publisher.isReady()
    const reason = error instanceof UnroutableError ? 'unroutable' : isAway ? 'away' : 'refused'
    metrics.unpublished.inc({ type, reason })
    return { error: reason === 'away' ? undefined : (error as Error) }
  }
  metrics.published.inc({ type })
  metrics.commitToPublishSeconds.observe((Date.now() - writtenAt.getTime()) / 1_000)
  return undefined
}
