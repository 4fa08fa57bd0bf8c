// Puts the sending together: a courier for each channel, what they send with, and what is forgotten after a while.
import {
  type ConfigOf,
  createSealer,
  keepDoing,
  type Logger,
  systemClock as now,
  type Resource,
  type Sealer,
} from '@eventflow/runtime'
import type { Models } from '@eventflow/runtime/mongo'
import type { Registry } from 'prom-client'
import { tellingOfDisabled } from '../call-webhooks/disabled-notice.js'
import { webhookCarrier } from '../call-webhooks/webhook-carrier.js'
import { type Webhooks, webhooksIn } from '../call-webhooks/webhooks.js'
import { type ContactStore, contactStore } from '../contact-store.js'
import type { Deciding } from '../decide/deciding.js'
import { type PeopleSource, peopleIn } from '../decide/people.js'
import { type OweMails, owing } from '../owe-mails.js'
import { type PushSubscriptionStore, pushSubscriptionsIn } from '../push-subscription.js'
import type { schemas } from '../schemas.js'
import { mailCarrier } from '../send-mails/mail-carrier.js'
import { pushCarrier } from '../send-pushes/push-carrier.js'
import { pushPayloads } from '../send-pushes/push-payload.js'
import { vapidKeysOf } from '../send-pushes/vapid.js'
import type { sendingSettings } from '../sending-settings.js'
import { type UnsubscribeTokens, unsubscribeTokens } from '../unsubscribe/token.js'
import { type WishMarks, wishMarks } from '../wish-marks.js'
import { composing } from '../write-letters/compose.js'
import { type TemplateStore, templateStore } from '../write-templates/template-store.js'
import type { Carrier } from './carrier.js'
import { openCourier } from './courier.js'
import { type DeliveryMetrics, deliveryMetrics } from './delivery-metrics.js'

/** What routes and reactions need of the sending. */
interface Sending extends Resource, Webhooks {
  contacts: ContactStore
  owe: OweMails
  templates: TemplateStore
  tokens: UnsubscribeTokens
  marks: WishMarks
  sealer: Sealer
  subscriptions: PushSubscriptionStore
  publicKey: string
}

interface SendingParts {
  models: Models<typeof schemas>
  deciding: Deciding
  logger: Logger
  metrics: Registry
}

type SendingConfig = ConfigOf<typeof sendingSettings> & { publicUrl: string; rabbit: { sealingKey: Buffer } }

const hourMs = 3_600_000
const dayMs = 86_400_000

export function openSending(config: SendingConfig, parts: SendingParts): Sending {
  const { models, deciding, logger, metrics: registry } = parts
  const { deliveries } = deciding
  const sealer = createSealer([config.rabbit.sealingKey])
  const people = peopleIn(models)
  const tellDisabled = tellingOfDisabled({ deliveries, people })
  const kept = {
    ...webhooksIn(config.webhooks, { models, sealer, now, tellDisabled }),
    contacts: contactStore(models),
    templates: templateStore(models, now),
    tokens: unsubscribeTokens(config.unsubscribeKey),
    marks: wishMarks(models),
    subscriptions: pushSubscriptionsIn(models, config.pushes.subscriptionsPerUser),
    sealer,
  }
  const metrics = deliveryMetrics(registry, deliveries)
  const carriers = carriersOf(config, { ...kept, people, metrics, logger })
  const couriers = carriers.map((carrier) =>
    openCourier({ ...deciding, carrier, pollMs: config.deliveries.pollMs, metrics, logger }),
  )
  deciding.whenOwed(() => {
    for (const courier of couriers) courier.wake()
  })
  const forget = async () => {
    await deliveries.forget(daysAgo(config.deliveries.keepDays))
    await kept.attempts.forget(daysAgo(config.webhooks.attemptsKeepDays))
  }
  const failed = 'what is old could not be forgotten'
  const forgetting = keepDoing(forget, { everyMs: hourMs, failed, logger })
  return {
    ...kept,
    owe: owing({ deliveries }),
    publicKey: vapidKeysOf(config.vapid).publicKey,
    close: async () => {
      await Promise.all([...couriers, forgetting].map((one) => one.close()))
    },
  }
}

const daysAgo = (days: number): Date => new Date(now().getTime() - days * dayMs)

interface CarrierParts extends Omit<Sending, 'owe' | 'publicKey' | 'close' | 'dependency' | 'url'> {
  people: PeopleSource
  metrics: DeliveryMetrics
  logger: Logger
}

function carriersOf(config: SendingConfig, parts: CarrierParts): Carrier[] {
  const { publicUrl, smtp, webhooks, pushes, vapid } = config
  const compose = composing({ ...parts, publicUrl, from: smtp.from })
  const payloadOf = pushPayloads({ ...parts, publicUrl })
  const { answerWithinMs } = webhooks
  return [
    mailCarrier(config, { ...parts, compose }),
    pushCarrier({ ...parts, payloadOf, vapid: vapidKeysOf(vapid), now }, { ...pushes, answerWithinMs }),
    webhookCarrier(parts, webhooks),
  ]
}
