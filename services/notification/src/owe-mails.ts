// How a reaction leaves mails to be sent: stored first, so that they outlive the message that asked for them.
import { type Envelope, ignore } from '@eventflow/backbone'
import { deliveryIdOf, type OwedDelivery } from './delivery.js'
import type { DeliveryStore } from './delivery-store.js'
import type { OwedMail } from './mail.js'

export type OweMails = (
  envelope: Envelope,
  mails: readonly OwedMail[],
) => Promise<ReturnType<typeof ignore> | undefined>

export const owing =
  ({ deliveries }: { deliveries: Pick<DeliveryStore, 'owe'> }): OweMails =>
  async ({ id }, mails) => {
    const count = await deliveries.owe(mails.map((mail) => deliveryOf(id, mail)))
    return count === 0 ? ignore('these mails are known already') : undefined
  }

/** One for each event, kind and recipient. What somebody has to know of their account is sent whatever they chose. */
function deliveryOf(
  eventId: string,
  { userId, kind, to, token, expiresAt, ...model }: OwedMail,
): OwedDelivery {
  const channel = 'email' as const
  return {
    id: deliveryIdOf({ eventId, userId, channel, letter: { template: kind, to: to ?? userId } }),
    ...{ userId, channel, category: 'security', critical: true, eventId, template: kind, model },
    ...(to !== undefined && { to }),
    ...(token !== undefined && { token }),
    ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt) }),
  }
}
