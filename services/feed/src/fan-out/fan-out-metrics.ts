// What fanning out writes, and what it saves, as counters.
import { Counter, Histogram, type Registry } from 'prom-client'

export interface FanOutMetrics {
  pushed: Counter
  pulled: Counter
  saved: Counter
  chunkSeconds: Histogram
}

export function fanOutMetrics(registry: Registry): FanOutMetrics {
  const counter = (name: string, help: string) =>
    new Counter({ name: `eventflow_feed_${name}`, help, registers: [registry] })
  return {
    pushed: counter('entries_pushed_total', 'Entries that were written into feeds.'),
    pulled: counter(
      'entries_pulled_total',
      'Entries that were not written, since their author has so many followers.',
    ),
    saved: counter(
      'entries_saved_total',
      'Entries that were not written, since their reader has not looked for long.',
    ),
    chunkSeconds: new Histogram({
      name: 'eventflow_feed_chunk_seconds',
      help: 'Time to write one chunk of a fan-out.',
      buckets: [0.003, 0.01, 0.03, 0.1, 0.3, 1, 3],
      registers: [registry],
    }),
  }
}
