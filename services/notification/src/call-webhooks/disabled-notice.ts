// Tells the owner of a webhook that it was switched off, and why.
import { idNamed } from '@eventflow/runtime'
import type { PeopleSource } from '../decide/people.js'
import { deliveryIdOf } from '../delivery.js'
import type { DeliveryStore } from '../delivery-store.js'
import type { Webhook } from '../webhook.js'
import { localesFor } from '../write-templates/template.js'

interface NoticeParts {
  deliveries: Pick<DeliveryStore, 'owe'>
  people: Pick<PeopleSource, 'one'>
}

const words = {
  en: {
    title: 'We have switched off one of your webhooks',
    gone: (host: string) => `${host} says that it wants no more calls.`,
    failing: (host: string) =>
      `${host} has answered no call well for days. What happened since is not sent later.`,
  },
  de: {
    title: 'Wir haben einen Ihrer Webhooks abgeschaltet',
    gone: (host: string) => `${host} sagt, dass es keine Aufrufe mehr will.`,
    failing: (host: string) =>
      `${host} hat seit Tagen keinen Aufruf gut beantwortet. Was seither geschah, wird nicht nachgeschickt.`,
  },
}

export const tellingOfDisabled =
  ({ deliveries, people }: NoticeParts) =>
  async (userId: string, { id, url, version, disabledReason }: Webhook): Promise<void> => {
    const { locale } = await people.one(userId)
    const { title, ...why } = localesFor(locale).includes('de') ? words.de : words.en
    const eventId = idNamed('webhook-disabled', id, String(version))
    const channel = 'email' as const
    await deliveries.owe([
      {
        id: deliveryIdOf({ eventId, userId, channel }),
        ...{ userId, channel, category: 'system', eventId, template: 'webhook-disabled' },
        // The host alone: the rest of an address may hold a secret.
        model: { title, body: why[disabledReason ?? 'failing'](new URL(url).host) },
      },
    ])
  }
