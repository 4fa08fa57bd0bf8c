// What the backbone counts, in the registry of its service.
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { Fate } from './failure.js'

export interface BackboneMetrics {
  published: Counter<'type'>
  unpublished: Counter<'type' | 'reason'>
  commitToPublishSeconds: Histogram
  confirmSeconds: Histogram
  outboxDepth: Gauge
  outboxOldestSeconds: Gauge
  handled: Counter<'queue' | 'type' | 'outcome' | 'reason'>
  handlingSeconds: Histogram<'type'>
  commitToHandledSeconds: Histogram<'type'>
  batchSize: Histogram
  revived: Counter
  /** Counts what became of a message that failed. */
  settle(fate: Fate, where: { queue: string; fingerprint: string }): void
}

const quick = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10]
const patient = [0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 60, 600]
/** A label of its own for each cause of failure, but for no more causes than this. */
const fingerprintsAtMost = 50

export function backboneMetrics(registry: Registry): BackboneMetrics {
  const make = maker(registry)
  return { ...publishing(make), ...consuming(make), settle: settling(make) }
}

type Maker = ReturnType<typeof maker>

const maker = (registry: Registry) => {
  const named = (name: string, help: string) => ({ name: `eventflow_${name}`, help, registers: [registry] })
  return {
    counter: <L extends string>(name: string, help: string, labelNames: L[] = []) =>
      new Counter<L>({ ...named(name, help), labelNames }),
    gauge: (name: string, help: string) => new Gauge(named(name, help)),
    histogram: <L extends string>(
      name: string,
      help: string,
      facts: { buckets: number[]; labelNames?: L[] },
    ) => new Histogram<L>({ ...named(name, help), ...facts }),
  }
}

const publishing = ({ counter, gauge, histogram }: Maker) => ({
  published: counter('outbox_published_total', 'Events that the broker confirmed.', ['type']),
  unpublished: counter(
    'outbox_unpublished_total',
    'Attempts to publish that failed; the event stays in the outbox.',
    ['type', 'reason'],
  ),
  commitToPublishSeconds: histogram(
    'commit_to_publish_seconds',
    'From the writing of an event to its confirmation by the broker.',
    { buckets: patient },
  ),
  confirmSeconds: histogram('confirm_seconds', 'From publishing to the confirmation by the broker.', {
    buckets: quick,
  }),
  outboxDepth: gauge('outbox_depth', 'Events that wait to be published.'),
  outboxOldestSeconds: gauge('outbox_oldest_seconds', 'Age of the oldest event that waits to be published.'),
})

const consuming = ({ counter, histogram }: Maker) => ({
  handled: counter(
    'messages_total',
    'Messages by what became of them: handled, duplicate, ignored (and why), retried, parked, rejected.',
    ['queue', 'type', 'outcome', 'reason'],
  ),
  handlingSeconds: histogram('message_seconds', 'Time to handle a message, with those of its batch.', {
    buckets: quick,
    labelNames: ['type'],
  }),
  commitToHandledSeconds: histogram(
    'commit_to_handled_seconds',
    'From the writing of an event to the end of its handling here.',
    { buckets: patient, labelNames: ['type'] },
  ),
  batchSize: histogram('batch_size', 'Messages that were handled in one piece.', {
    buckets: [1, 2, 5, 10, 20, 50, 100],
  }),
  revived: counter(
    'consumer_revived_total',
    'How often a consumer that got nothing any more was set up again.',
  ),
})

function settling({ counter }: Maker): BackboneMetrics['settle'] {
  const retries = counter(
    'retries_total',
    'Messages sent to the ladder, by its step and the kind of failure.',
    ['step', 'class'],
  )
  const parked = counter(
    'parked_total',
    'Messages put aside, by the reason and the fingerprint of the failure.',
    ['queue', 'reason', 'fingerprint'],
  )
  const fingerprints = new Set<string>()
  const labelOf = (fingerprint: string) => {
    if (fingerprints.size < fingerprintsAtMost) fingerprints.add(fingerprint)
    return fingerprints.has(fingerprint) ? fingerprint : 'other'
  }
  return (fate, { queue, fingerprint }) => {
    if (fate.kind === 'retry') retries.inc({ step: fate.step, class: fate.class })
    else parked.inc({ queue, reason: fate.reason, fingerprint: labelOf(fingerprint) })
  }
}
