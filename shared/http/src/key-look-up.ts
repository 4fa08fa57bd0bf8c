// Finds the key that a token names in a set kept at hand, and looks at the set anew when it is not there, within bounds.

import type { KeyObject } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Unavailable } from './errors.js'

/** Finds the key that a token names, or nothing when no such key is known; throws Unavailable while that cannot be said. */
export type KeySource = (kid: string) => Promise<KeyObject | undefined>

export type KeySet = ReadonlyMap<string, KeyObject>

interface LookUp {
  /** Answers the whole set, or throws. */
  look(): Promise<KeySet>
  now?: () => number
  pause?: (ms: number) => Promise<unknown>
}

/** How old a set may be before it is renewed in the background. New keys are published longer than this before they sign. */
const freshForMs = 5 * 60_000
/** Between two looks: so a flood of made-up names costs the owner of the keys one call a second. */
const looksApartMs = 1_000
/** A set that cannot be renewed is used on; it is no reason to knock every second. */
const renewalsApartMs = 5_000
/** Tokens whose key is not known wait for the next look; more than so many at once do not come from people. */
const waitingAtMost = 1_000

/**
 * A key that is not known is looked for in a look that begins after the token came, since whoever signs publishes first:
 * so no live token is refused. Keys that are known are used while the set is renewed, and for as long as its owner is away.
 */
export function keyLookUp({ look, now = Date.now, pause = sleep }: LookUp): KeySource {
  let keys: KeySet = new Map()
  let begunAt = Number.NEGATIVE_INFINITY
  let fetchedAt = Number.NEGATIVE_INFINITY
  let looking: Promise<boolean> | undefined
  let nextLook: Promise<boolean> | undefined
  let waiting = 0

  /** False when the set could not be had; the one known before stays. */
  const lookOnce = async (): Promise<boolean> => {
    begunAt = now()
    try {
      keys = await look()
      fetchedAt = now()
      return true
    } catch {
      return false
    }
  }
  const lookNow = () => {
    looking ??= lookOnce().finally(() => {
      looking = undefined
    })
    return looking
  }
  const lookInTurn = async () => {
    await looking
    const leftMs = begunAt + looksApartMs - now()
    if (leftMs > 0) await pause(leftMs)
    // From here on the look is under way: whoever comes now waits for the one behind it.
    nextLook = undefined
    return lookNow()
  }
  const awaitLook = async (kid: string) => {
    waiting++
    try {
      // One that began before the token came may have the key, or may not: only then is there another one.
      await looking
      if (keys.has(kid)) return true
      nextLook ??= lookInTurn()
      return await nextLook
    } finally {
      waiting--
    }
  }

  return async (kid) => {
    const known = keys.get(kid)
    if (known) {
      const isStale = now() - fetchedAt > freshForMs && now() - begunAt > renewalsApartMs
      if (isStale && !nextLook) void lookNow()
      return known
    }
    const mayWait = waiting < waitingAtMost
    const wasLooked = mayWait && (await awaitLook(kid))
    const found = keys.get(kid)
    // Without the set nothing can be said about a token: to call it bad would sign people out while auth is away.
    if (!found && !wasLooked && (mayWait || keys.size === 0)) throw Unavailable({ retryAfterSeconds: 1 })
    return found
  }
}
