// Puts deciding together: what is known of people, the deliveries that decisions make, and the look again before sending.
import type { Backbone } from '@eventflow/backbone'
import { createSealer, systemClock as now, type Resource } from '@eventflow/runtime'
import type { Models } from '@eventflow/runtime/mongo'
import { Gauge, type Registry } from 'prom-client'
import { type DeliveryStore, deliveryStore } from '../delivery-store.js'
import type { schemas } from '../schemas.js'
import { peopleIn } from './people.js'
import { type Recheck, rechecking } from './recheck.js'

interface Deciding extends Resource {
  deliveries: DeliveryStore
  /** To be asked by whoever is about to send, before `begin`. */
  recheck: Recheck
  /** Calls back each time that something may be due at once. */
  whenOwed(wake: () => void): void
}

interface DecidingParts {
  models: Models<typeof schemas>
  backbone: Pick<Backbone, 'carry'>
  metrics: Registry
}

export function openDeciding(
  { rabbit }: { rabbit: { sealingKey: Buffer } },
  { models, backbone, metrics }: DecidingParts,
): Deciding {
  const sealer = createSealer([rabbit.sealingKey])
  const stored = deliveryStore({ models, backbone, sealer, now })
  const wakes: Array<() => void> = []
  const owe: DeliveryStore['owe'] = async (owed) => {
    const count = await stored.owe(owed)
    if (count > 0) for (const wake of wakes) wake()
    return count
  }
  watchWaiting(metrics, stored)
  return {
    deliveries: { ...stored, owe },
    recheck: rechecking({ people: peopleIn(models), now }),
    whenOwed: (wake) => void wakes.push(wake),
    close: async () => undefined,
  }
}

function watchWaiting(registry: Registry, deliveries: Pick<DeliveryStore, 'waiting'>): void {
  const gauge: Gauge = new Gauge({
    name: 'eventflow_deliveries_waiting',
    help: 'Mails, pushes and webhook calls that are owed and not settled, those that are held included.',
    registers: [registry],
    // The rest is there as well when the database is away.
    collect: async () => {
      const waiting = await deliveries.waiting().catch(() => undefined)
      gauge.set(waiting?.count ?? Number.NaN)
    },
  })
}
