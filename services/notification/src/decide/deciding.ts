// Puts deciding together: what is known of people, announcements and who tells them, inboxes, digests, and what is owed.
import type { Backbone } from '@eventflow/backbone'
import { createSealer, type Logger, systemClock as now, type Resource } from '@eventflow/runtime'
import type { Models } from '@eventflow/runtime/mongo'
import type { Registry } from 'prom-client'
import { announcementStore } from '../announce/announcement-store.js'
import { type Announce, announcing } from '../announce/announcing.js'
import { choresOf } from '../announce/chores.js'
import { openCrier } from '../announce/crier.js'
import { tellingPages } from '../announce/tell-page.js'
import { type DeliveryStore, deliveryStore } from '../delivery-store.js'
import { type DigestStore, digestStore } from '../digest/digest-store.js'
import { type InboxStore, inboxStore } from '../inbox/inbox-store.js'
import { tellingInboxes } from '../inbox/tell-inbox.js'
import { type RelationStore, relationStore } from '../keep-relations/relation-store.js'
import { type VisibilityStore, visibilityStore } from '../keep-visibility/visibility-store.js'
import { type WishStore, wishStore } from '../keep-wishes/wish-store.js'
import type { PersonStore } from '../person-store.js'
import type { schemas } from '../schemas.js'
import { peopleIn } from './people.js'
import { type Recheck, rechecking } from './recheck.js'
import { watchWaiting } from './watch-waiting.js'

export interface Deciding extends Resource {
  announce: Announce
  relations: RelationStore
  visibilities: VisibilityStore
  wishes: WishStore
  inbox: InboxStore
  digests: DigestStore
  deliveries: DeliveryStore
  /** To be asked by whoever is about to send, before `begin`. */
  recheck: Recheck
  /** Calls back each time that something may be due at once. */
  whenOwed(wake: () => void): void
  /** The backbone as reads see it: a message of which not everybody was told yet is pending too. */
  reads: Backbone
}

interface DecidingParts {
  models: Models<typeof schemas>
  backbone: Backbone
  erased: Pick<PersonStore, 'eraseAmong'>
  logger: Logger
  metrics: Registry
}

interface DecidingConfig {
  rabbit: { sealingKey: Buffer }
  announcements: { pollMs: number; capPerHour: number; keepDays: number }
}

export function openDeciding(config: DecidingConfig, parts: DecidingParts): Deciding {
  const { models, backbone, erased, logger, metrics } = parts
  const { capPerHour, pollMs, keepDays } = config.announcements
  const sealer = createSealer([config.rabbit.sealingKey])
  const { deliveries, whenOwed } = waking(deliveryStore({ models, backbone, sealer, now }))
  const announcements = announcementStore({ models, now })
  const people = peopleIn(models)
  const inbox = inboxStore({ models, tell: tellingInboxes({ models, backbone }), now })
  const digests = digestStore({ models, now })
  const relations = relationStore(models)
  const wishes = wishStore(models)
  const crier = openCrier({
    ...{ announcements, people, relations, wishes, pollMs, logger },
    tellPage: tellingPages({ models, people, inbox, deliveries, digests, capPerHour, now }),
    heedErased: erased.eraseAmong,
    chores: choresOf({ models, announcements, inbox, digests, deliveries, people, keepDays, now }),
  })
  watchWaiting(metrics, { deliveries, announcements })
  return {
    announce: announcing({ announcements, nudge: crier.nudge }),
    ...{ relations, visibilities: visibilityStore(models), wishes, inbox, digests, deliveries, whenOwed },
    recheck: rechecking({ people, now }),
    reads: {
      ...backbone,
      pending: async (messages) => {
        const pending = await backbone.pending(messages)
        return pending > 0 ? pending : announcements.underWay(messages.map(({ id }) => id))
      },
    },
    close: crier.close,
  }
}

/** Whoever sends is woken when something is owed or released. */
function waking(stored: DeliveryStore): Pick<Deciding, 'deliveries' | 'whenOwed'> {
  const wakes: Array<() => void> = []
  const wakeAll = () => {
    for (const wake of wakes) wake()
  }
  return {
    whenOwed: (wake) => void wakes.push(wake),
    deliveries: {
      ...stored,
      owe: async (owed) => {
        const count = await stored.owe(owed)
        if (count > 0) wakeAll()
        return count
      },
      release: async (id) => {
        await stored.release(id)
        wakeAll()
      },
    },
  }
}
