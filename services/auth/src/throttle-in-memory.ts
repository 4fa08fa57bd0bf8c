// Counts tries at passwords in this process: what decides while Redis is away.
import {
  type Attempt,
  addressWindowMs,
  lockMsAfter,
  rowKeptMs,
  type Tally,
  type ThrottleRules,
} from './throttle.js'

interface Row {
  failures: number
  lockedUntilMs: number
  forgottenAtMs: number
}

interface AddressCount {
  count: number
  endsAtMs: number
}

/** Accounts and addresses that are remembered; beyond it the one that was touched longest ago is forgotten. */
const rememberedAtMost = 10_000
/** Devices of one account. */
const devicesAtMost = 100

const everybodyElse = ''

export function throttleInMemory(rules: ThrottleRules): Tally {
  const rows = boundedMap<Map<string, Row>>(rememberedAtMost)
  const addresses = boundedMap<AddressCount>(rememberedAtMost)

  const rowsOf = (subject: string) => rows.get(subject) ?? boundedMap<Row>(devicesAtMost)
  const countOf = (address: string, nowMs: number): AddressCount => {
    const known = addresses.get(address)
    return known && known.endsAtMs > nowMs ? known : { count: 0, endsAtMs: nowMs + addressWindowMs }
  }

  return {
    begin: async ({ subject, address, device = everybodyElse }, nowMs) => {
      const ofSubject = rowsOf(subject)
      const known = ofSubject.get(device)
      const { failures, lockedUntilMs } =
        known && known.forgottenAtMs > nowMs ? known : { failures: 0, lockedUntilMs: 0 }
      if (lockedUntilMs > nowMs) return lockedUntilMs - nowMs
      if (device === everybodyElse) {
        const { count, endsAtMs } = countOf(address, nowMs)
        if (count >= rules.failuresPerAddress) return endsAtMs - nowMs
        addresses.set(address, { count: count + 1, endsAtMs })
      }
      const lockMs = lockMsAfter(failures + 1, rules)
      const row = { failures: failures + 1, lockedUntilMs: nowMs + lockMs, forgottenAtMs: nowMs + rowKeptMs }
      rows.set(subject, ofSubject.set(device, row))
      return 0
    },
    settle: async ({ subject, address, device = everybodyElse }: Attempt, outcome) => {
      const row = rowsOf(subject).get(device)
      if (row && outcome === 'right') rowsOf(subject).delete(device)
      if (row && outcome === 'unchecked')
        rowsOf(subject).set(device, { ...row, failures: row.failures - 1, lockedUntilMs: 0 })
      const counted = addresses.get(address)
      if (counted && device === everybodyElse)
        addresses.set(address, { ...counted, count: Math.max(0, counted.count - 1) })
    },
    forget: async (subject) => void rows.delete(subject),
  }
}

/** Keeps what was set last. */
function boundedMap<T>(atMost: number): Map<string, T> {
  const map = new Map<string, T>()
  const set = map.set.bind(map)
  map.set = (key, value) => {
    map.delete(key)
    if (map.size >= atMost) map.delete(map.keys().next().value as string)
    return set(key, value)
  }
  return map
}
