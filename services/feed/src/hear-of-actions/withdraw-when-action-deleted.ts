// Shows nobody any more what was deleted, also where its beginning arrives later.
import { repeatableReaction } from '@eventflow/backbone'
import { ActionDeleted } from '@eventflow/contracts'
import { type HearParts, hear } from './heard.js'

export const withdrawWhenActionDeleted = (parts: HearParts) =>
  repeatableReaction(ActionDeleted, ({ data, envelope }) =>
    hear(parts, { data: { ...data, title: '', visibility: 'nobody' }, envelope }, {}),
  )
