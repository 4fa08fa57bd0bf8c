// What the backbone counts, in the registry of its service.
import { Counter, Histogram, type Registry } from 'prom-client'

export interface BackboneMetrics {
  published: Counter<'type'>
  unpublished: Counter<'type' | 'reason'>
  handled: Counter<'type' | 'outcome' | 'reason'>
  handlingSeconds: Histogram<'type'>
}

export function backboneMetrics(registry: Registry): BackboneMetrics {
  const registers = [registry]
  return {
    published: new Counter({
      name: 'eventflow_outbox_published_total',
      help: 'Events that the broker confirmed.',
      labelNames: ['type'],
      registers,
    }),
    unpublished: new Counter({
      name: 'eventflow_outbox_unpublished_total',
      help: 'Attempts to publish that failed; the event stays in the outbox.',
      labelNames: ['type', 'reason'],
      registers,
    }),
    handled: new Counter({
      name: 'eventflow_messages_total',
      help: 'Messages by what became of them: handled, duplicate, ignored (and why), retried, parked, rejected.',
      labelNames: ['type', 'outcome', 'reason'],
      registers,
    }),
    handlingSeconds: new Histogram({
      name: 'eventflow_message_seconds',
      help: 'Time from delivery to acknowledgement.',
      labelNames: ['type'],
      buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
      registers,
    }),
  }
}
