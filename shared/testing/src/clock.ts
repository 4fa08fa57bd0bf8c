// A clock that stands still until the test moves it.
import type { Clock } from '@eventflow/runtime'

export interface TestClock {
  now: Clock
  advance(ms: number): void
}

export function testClock(start = '2026-11-21T12:00:00.000Z'): TestClock {
  let time = Date.parse(start)
  return {
    now: () => new Date(time),
    advance: (ms) => {
      time += ms
    },
  }
}
