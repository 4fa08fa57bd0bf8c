// Knows that nobody may hear of an action any more.
import { repeatableReaction } from '@eventflow/backbone'
import { ActionDeleted } from '@eventflow/contracts'
import type { VisibilityStore } from './visibility-store.js'

export const keepVisibilityWhenActionDeleted = ({ visibilities }: { visibilities: VisibilityStore }) =>
  repeatableReaction(ActionDeleted, async ({ data }) => {
    await visibilities.note({ ...data, visibility: 'nobody' })
    return undefined
  })
