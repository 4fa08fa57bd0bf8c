// Waits until something answers, within a bound, and stops waiting when that has become pointless.
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { OwnedProcess } from './owned-process.js'

export interface Waiting {
  timeoutMs: number
  signal: AbortSignal
  /** The process that should answer: once it has ended there is nothing left to wait for. */
  process?: OwnedProcess
}

/** It did not even live long enough to be slow. */
export class EndedByItself extends Error {}

const PAUSE_MS = 50

/** Asks again and again until the answer is not undefined. */
export async function waitUntil<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  waiting: Waiting,
): Promise<T> {
  const deadline = Date.now() + waiting.timeoutMs
  for (;;) {
    const answer = await ask().catch(() => undefined)
    if (answer !== undefined) return answer
    waiting.signal.throwIfAborted()
    if (waiting.process?.ended())
      throw new EndedByItself(`${what} ended by itself: ${lastWords(waiting.process)}`)
    if (Date.now() > deadline) throw new Error(`${what} did not answer within ${waiting.timeoutMs / 1000} s`)
    await pause(PAUSE_MS)
  }
}

/** The last line of its log, which mostly names the reason. */
function lastWords(process: OwnedProcess): string {
  const lines = tailOf(process.plan?.logFile, 20)
  return lines.at(-1) ?? 'without a word'
}

/** The last lines of a log that hold anything; none when there is no log. */
export function tailOf(logFile: string | undefined, count: number): string[] {
  if (!logFile) return []
  try {
    const lines = readFileSync(logFile, 'utf8').split('\n')
    return count > 0 ? lines.filter((line) => line.trim() !== '').slice(-count) : []
  } catch {
    return []
  }
}

/** True when something accepts connections there. */
export function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2000 })
    const done = (open: boolean) => {
      socket.destroy()
      resolve(open)
    }
    socket.once('connect', () => done(true))
    socket.once('timeout', () => done(false))
    socket.once('error', () => done(false))
  })
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  'http:': 80,
  'https:': 443,
  'amqp:': 5672,
  'postgres:': 5432,
  'postgresql:': 5432,
  'redis:': 6379,
  'mongodb:': 27017,
  'smtp:': 25,
}

/** The same for the address of a server; one that cannot be dialled, such as a folder, counts as answering. */
export async function answersAt(address: string): Promise<boolean> {
  if (!URL.canParse(address)) return true
  const { protocol, hostname, port } = new URL(address)
  const number = Number(port || DEFAULT_PORTS[protocol])
  return number > 0 ? accepts(hostname, number) : true
}
