// Tells the owner, everywhere, that somebody may hold a copy of a session.
import { repeatableReaction } from '@eventflow/backbone'
import { SessionCompromised } from '@eventflow/contracts'
import type { Announce } from '../announce/announcing.js'

export const warnOwnerWhenSessionCompromised = ({ announce }: { announce: Announce }) =>
  repeatableReaction(SessionCompromised, ({ data, envelope }) => {
    const { userId: personId, ip, userAgent } = data
    return announce(envelope, { template: 'session-compromised', personId, facts: { ip, userAgent } })
  })
