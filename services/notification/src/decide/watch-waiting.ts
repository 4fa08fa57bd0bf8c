// What can be watched of announcements and deliveries.
import { Gauge, type Registry } from 'prom-client'
import type { AnnouncementStore } from '../announce/announcement-store.js'
import type { DeliveryStore } from '../delivery-store.js'

interface Watched {
  deliveries: Pick<DeliveryStore, 'waiting'>
  announcements: Pick<AnnouncementStore, 'waiting'>
}

const gauges = {
  deliveries: {
    name: 'eventflow_deliveries_waiting',
    help: 'Mails, pushes and webhook calls that are owed and not settled, those that are held included.',
  },
  announcements: {
    name: 'eventflow_announcements_waiting',
    help: 'Events of which not everybody was told yet.',
  },
} as const

export function watchWaiting(registry: Registry, watched: Watched): void {
  for (const name of ['deliveries', 'announcements'] as const) {
    const gauge: Gauge = new Gauge({
      ...gauges[name],
      registers: [registry],
      // The rest is there as well when the database is away.
      collect: async () => {
        const waiting = await watched[name].waiting().catch(() => undefined)
        gauge.set(waiting?.count ?? Number.NaN)
      },
    })
  }
}
