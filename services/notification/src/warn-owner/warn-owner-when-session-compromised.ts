// Tells the owner that somebody may hold a copy of a session.
import { repeatableReaction } from '@eventflow/backbone'
import { SessionCompromised } from '@eventflow/contracts'
import type { OweMails } from '../owe-mails.js'

export const warnOwnerWhenSessionCompromised = ({ owe }: { owe: OweMails }) =>
  repeatableReaction(SessionCompromised, ({ data, envelope }) => {
    const { userId, ip, userAgent } = data
    return owe(envelope, [{ kind: 'session-compromised', userId, ip, userAgent }])
  })
