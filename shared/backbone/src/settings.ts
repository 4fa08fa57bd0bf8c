// Settings of the broker connection that every service has.
import { addressSetting, choiceSetting, integerSetting, secretSetting } from '@eventflow/runtime'
import { wireFormats } from './wire-format.js'

/** How much a further queue of a service takes at a time: settings of its own, named by it. */
export const queueSettings = (
  queue: string,
  { prefetch, lanes, batch }: { prefetch: number; lanes: number; batch: number },
) => {
  const named = (limit: string) => `RABBITMQ_${queue.replaceAll('-', '_').toUpperCase()}_${limit}`
  const about = (name: string) => `As ${name}, for the queue that is called ${queue}.`
  return {
    prefetch: integerSetting(named('PREFETCH'), about('RABBITMQ_PREFETCH'), {
      min: 1,
      max: 2_000,
      fallback: prefetch,
    }),
    lanes: integerSetting(named('LANES'), about('RABBITMQ_LANES'), { min: 1, max: 100, fallback: lanes }),
    batch: integerSetting(named('BATCH'), about('RABBITMQ_BATCH'), { min: 1, max: 500, fallback: batch }),
  }
}

export const rabbitSettings = {
  url: addressSetting(
    'RABBITMQ_URL',
    'RabbitMQ, with the user of this service and the virtual host in the path. Hosts of a cluster stand side by side: `one:5672,two:5672`.',
    {
      schemes: ['amqp', 'amqps'],
      several: true,
    },
  ),
  prefetch: integerSetting('RABBITMQ_PREFETCH', 'Messages taken from the queue before the first is done.', {
    min: 1,
    max: 2_000,
    fallback: 300,
  }),
  lanes: integerSetting('RABBITMQ_LANES', 'Messages of different entities handled at the same time.', {
    min: 1,
    max: 100,
    fallback: 8,
  }),
  batch: integerSetting('RABBITMQ_BATCH', 'Messages handled in one transaction at the most.', {
    min: 1,
    max: 500,
    fallback: 50,
  }),
  reactionWithinMs: integerSetting(
    'REACTION_WITHIN_MS',
    'How long one reaction may take before it counts as failed; below twice DATABASE_STATEMENT_TIMEOUT_MS.',
    { min: 100, max: 600_000, fallback: 15_000 },
  ),
  keepDays: integerSetting(
    'INBOX_KEEP_DAYS',
    'How long it is known which messages were handled and published; replays of older ones are refused.',
    { min: 2, max: 365, fallback: 14 },
  ),
  relayBatch: integerSetting('OUTBOX_BATCH', 'Events published before the first confirm is waited for.', {
    min: 1,
    max: 2_000,
    fallback: 500,
  }),
  relayPollMs: integerSetting('OUTBOX_POLL_MS', 'How often the outbox is looked at when nothing nudges.', {
    min: 10,
    max: 60_000,
    fallback: 1_000,
  }),
  watchMs: integerSetting(
    'RABBITMQ_WATCH_MS',
    'How often the broker is asked whether it still knows the consumer.',
    {
      min: 100,
      max: 60_000,
      fallback: 10_000,
    },
  ),
  wireFormat: choiceSetting('WIRE_FORMAT', 'How the events of this service travel; consumers read both.', {
    of: wireFormats,
    fallback: 'json',
  }),
  sealingKey: secretSetting(
    'SEALING_KEY',
    'Key under which sealed fields of events travel (32 bytes, base64).',
  ),
}
