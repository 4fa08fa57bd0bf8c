// Requests at an even pace, whatever the answers take: for rows that ask how long an answer takes and not how many there can be.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Sample } from './row.js'

interface EvenLoad {
  url: string
  token: string
  perSecond: number
  seconds: number
}

/** An answer counts from the moment at which its request was due: a load that falls behind hides nothing. */
export async function loadEvenly({ url, token, perSecond, seconds }: EvenLoad): Promise<Sample> {
  const headers = { authorization: `Bearer ${token}` }
  const times: number[] = []
  const askAt = async (dueAt: number) => {
    const answer = await fetch(url, { headers })
    await answer.arrayBuffer()
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}`)
    times.push(performance.now() - dueAt)
  }
  const startedAt = performance.now()
  const asked: Promise<void>[] = []
  for (let number = 0; number < perSecond * seconds; number++) {
    const dueAt = startedAt + (number * 1_000) / perSecond
    const earlyMs = dueAt - performance.now()
    if (earlyMs > 1) await sleep(earlyMs)
    asked.push(askAt(dueAt))
  }
  await Promise.all(asked)
  times.sort((one, other) => one - other)
  const at = (share: number) => times[Math.floor(times.length * share)] ?? 0
  return {
    perSecond: times.length / ((performance.now() - startedAt) / 1_000),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
  }
}
