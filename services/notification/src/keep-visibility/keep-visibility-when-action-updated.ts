// Knows who may hear of an action since its owner has changed that.
import { repeatableReaction } from '@eventflow/backbone'
import { ActionUpdated } from '@eventflow/contracts'
import type { VisibilityStore } from './visibility-store.js'

export const keepVisibilityWhenActionUpdated = ({ visibilities }: { visibilities: VisibilityStore }) =>
  repeatableReaction(ActionUpdated, async ({ data }) => {
    await visibilities.note(data)
    return undefined
  })
