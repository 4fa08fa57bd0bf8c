// Whether more can be taken: by how long what waits would take at the pace at which it is being worked off.

export interface Load {
  /** Messages in the queue. */
  waiting: number
  /** Messages that all workers together handle; nothing where that is not known. */
  perSecond: number | undefined
}

export interface Limits {
  /** Never more messages than this, however fast they are worked off. */
  messages: number
  /** Never more than can be worked off in this time. */
  seconds: number
}

/** So few are nothing, however slowly they are worked off: a worker that has just started has no pace yet. */
const fewMessages = 1_000
const longestWaitSeconds = 300
/** Where nothing is being worked off nobody knows how long it takes. */
const unknownWaitSeconds = 30

/** Seconds to stay away; nothing where more is welcome. Spread by `chance`, so that not all come back at once. */
export function waitFor(
  { waiting, perSecond = 0 }: Load,
  limits: Limits,
  chance: number,
): number | undefined {
  const bearable = perSecond > 0 ? Math.min(limits.messages, perSecond * limits.seconds) : limits.messages
  const allowed = Math.max(bearable, Math.min(fewMessages, limits.messages))
  if (waiting <= allowed) return undefined
  const seconds = perSecond > 0 ? (waiting - allowed) / perSecond : unknownWaitSeconds
  return Math.ceil(Math.min(longestWaitSeconds, Math.max(1, seconds)) * (1 + chance / 2))
}
