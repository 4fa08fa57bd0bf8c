// Ends without dropping a call: first it is said that the end is near, then everybody is given time to go elsewhere, then the door closes.
import { setTimeout as pause } from 'node:timers/promises'
import type { Resource } from '@eventflow/runtime'
import type { OpenStreams } from './open-streams.js'

export interface Drain {
  /** From here on every answer asks its caller to come back on another connection. */
  isOn(): boolean
  /** Makes the end of something that listens a gentle one. */
  before<R extends Resource>(listening: R): R
}

/** Readiness says no from the moment a stop is asked for; the wait is for load balancers that look only now and then. */
export function createDrain({ waitMs, streams }: { waitMs: number; streams: OpenStreams }): Drain {
  let on = false
  return {
    isOn: () => on,
    before: (listening) => ({
      ...listening,
      close: async () => {
        on = true
        await pause(waitMs)
        // They would go on for as long as somebody listens.
        streams.endAll()
        await listening.close()
      },
    }),
  }
}
