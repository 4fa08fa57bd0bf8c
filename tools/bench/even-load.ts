// Requests at an even pace, whatever the answers take: for rows that ask how long an answer takes and not how many there can be.
import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Sample } from './row.js'

interface EvenLoad {
  url: string
  /** Used in turns, since each user has limits of their own. */
  tokens: readonly string[]
  connections: number
  perSecond: number
  seconds: number
}

/** An answer counts from when its request was due, or was sent if that was a little earlier: a load that falls behind hides nothing. */
export async function loadEvenly({
  url,
  tokens,
  connections,
  perSecond,
  seconds,
}: EvenLoad): Promise<Sample> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const times: number[] = []
  let failure: Error | undefined
  const askAt = async (dueAt: number, token = '') => {
    const from = Math.min(dueAt, performance.now())
    try {
      const status = await statusOf(url, { agent, headers: { authorization: `Bearer ${token}` } })
      if (status !== 200) throw new Error(`${url} answered ${status}`)
      times.push(performance.now() - from)
    } catch (error) {
      failure ??= error as Error
    }
  }
  const startedAt = performance.now()
  const asked: Promise<void>[] = []
  for (let number = 0; number < perSecond * seconds && !failure; number++) {
    const dueAt = startedAt + (number * 1_000) / perSecond
    const earlyMs = dueAt - performance.now()
    if (earlyMs > 1) await sleep(earlyMs)
    asked.push(askAt(dueAt, tokens[number % tokens.length]))
  }
  await Promise.all(asked)
  agent.destroy()
  if (failure) throw failure
  times.sort((one, other) => one - other)
  const at = (share: number) => times[Math.floor(times.length * share)] ?? 0
  return {
    perSecond: times.length / ((performance.now() - startedAt) / 1_000),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
  }
}

const statusOf = (url: string, options: { agent: Agent; headers: Record<string, string> }) =>
  new Promise<number | undefined>((resolve, reject) => {
    get(url, options, (response) => {
      response.resume().once('end', () => resolve(response.statusCode))
    }).once('error', reject)
  })
