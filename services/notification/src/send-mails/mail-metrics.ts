// What can be watched about mails.
import { Counter, Gauge, type Registry } from 'prom-client'
import type { MailStore } from '../mail-store.js'

export interface MailMetrics {
  tried: Counter<'kind' | 'outcome'>
  serverUp: Gauge
}

export function mailMetrics(registry: Registry, mails: Pick<MailStore, 'waiting'>): MailMetrics {
  const registers = [registry]
  const count = new Gauge({
    name: 'eventflow_mails_waiting',
    help: 'Mails that are owed and not settled.',
    registers,
    // The rest is there as well when the database is away.
    collect: async () => {
      const waiting = await mails.waiting().catch(() => undefined)
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
      name: 'eventflow_mails_total',
      help: 'Tries to send a mail, by what became of it.',
      labelNames: ['kind', 'outcome'],
      registers,
    }),
    serverUp: new Gauge({
      name: 'eventflow_mail_server_up',
      help: 'Whether the mail server takes mails: 1 or 0.',
      registers,
    }),
  }
}
