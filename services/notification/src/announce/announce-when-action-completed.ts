// Tells those who follow somebody that they completed something, if they may see it; the owner knows.
import { ignore, repeatableReaction } from '@eventflow/backbone'
import { ActionCompleted } from '@eventflow/contracts'
import type { VisibilityStore } from '../keep-visibility/visibility-store.js'
import type { Announce } from './announcing.js'

interface Parts {
  announce: Announce
  visibilities: VisibilityStore
}

export const announceWhenActionCompleted = ({ announce, visibilities }: Parts) =>
  repeatableReaction(ActionCompleted, async ({ data, envelope }) => {
    const { actionId, ownerId, visibility, title } = data
    if (visibility === 'private') return ignore('nobody else may see it')
    await visibilities.note(data)
    const facts = { title }
    return announce(envelope, { template: 'action-completed', actorId: ownerId, actionId, facts })
  })
