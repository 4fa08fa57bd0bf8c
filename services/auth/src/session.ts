// What a user is shown of a session.
import type { Session } from './session-store.js'

export const shownSession = ({ id, userAgent, ip, createdAt, lastUsedAt }: Session, currentId: string) => ({
  id,
  device: userAgent,
  ip,
  createdAt,
  lastUsedAt,
  current: id === currentId,
})
