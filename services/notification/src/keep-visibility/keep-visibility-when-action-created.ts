// Knows from the beginning who may hear of an action.
import { repeatableReaction } from '@eventflow/backbone'
import { ActionCreated } from '@eventflow/contracts'
import type { VisibilityStore } from './visibility-store.js'

export const keepVisibilityWhenActionCreated = ({ visibilities }: { visibilities: VisibilityStore }) =>
  repeatableReaction(ActionCreated, async ({ data }) => {
    await visibilities.note(data)
    return undefined
  })
