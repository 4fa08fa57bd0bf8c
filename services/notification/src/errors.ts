// What the notification service refuses, by code.
import { createError } from '@eventflow/runtime'

export const TooManyWebhooks = createError(
  'TOO_MANY_WEBHOOKS',
  'There are as many webhooks as there may be.',
  409,
)
export const ListBusy = createError('LIST_BUSY', 'Others change the same list just now.', 503)
export const AddressRefused = createError('ADDRESS_REFUSED', 'This address is not called.', 422)
export const ErasureUnderWay = createError(
  'ERASURE_UNDER_WAY',
  'The data of this account are being erased, or are gone.',
  409,
)
export const TemplateRefused = createError('TEMPLATE_REFUSED', 'This template cannot be used.', 422)
export const TooManySubscriptions = createError(
  'TOO_MANY_SUBSCRIPTIONS',
  'There are as many push subscriptions as there may be.',
  409,
)
