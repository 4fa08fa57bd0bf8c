// What operators see of the sending.
import { Counter, Gauge, type Registry } from 'prom-client'
import type { DeliveryStore } from '../delivery-store.js'

export interface DeliveryMetrics {
  tried: Counter<'channel' | 'kind' | 'outcome'>
  serverUp: Gauge
}

export function deliveryMetrics(
  registry: Registry,
  deliveries: Pick<DeliveryStore, 'waiting'>,
): DeliveryMetrics {
  const registers = [registry]
  const count = new Gauge({
    name: 'eventflow_mails_waiting',
    help: 'Mails that are owed and not settled, without those that wait for their hour.',
    registers,
    // The rest is there as well when the database is away.
    collect: async () => {
      const waiting = await deliveries.waiting('email').catch(() => undefined)
      count.set(waiting?.count ?? Number.NaN)
      oldest.set(waiting?.oldestSeconds ?? Number.NaN)
    },
  })
  const oldest = new Gauge({
    name: 'eventflow_mail_oldest_seconds',
    help: 'How long the mail has waited that has waited longest.',
    registers,
  })
  return {
    tried: new Counter({
      name: 'eventflow_deliveries_total',
      help: 'Tries to send a mail, a push or a webhook call, by what became of it.',
      labelNames: ['channel', 'kind', 'outcome'],
      registers,
    }),
    serverUp: new Gauge({
      name: 'eventflow_mail_server_up',
      help: 'Whether the mail server takes mails: 1 or 0.',
      registers,
    }),
  }
}
