// Ours where events go through outbox and inbox: as fast as it goes, or at a share of that.
import { setTimeout as pause } from 'node:timers/promises'
import { growthOf } from '../growth.js'
import type { Sample } from '../row.js'
import { contend } from './contending.js'
import { type Desk, openDesk } from './desk.js'
import { connections } from './parcel-platform.js'

/** Written and not handled yet: enough that nobody waits for work, and few enough that no queue grows without end. */
const onTheWay = 1_000
/** Until as many are on the way as will be, or as few. */
const settleSeconds = 0.5
const maximumSeconds = 4
const tickMs = 2
const memoryEveryMs = 1_000
const memorySamplesAtLeast = 40

type Write = (desk: Desk, isOver: () => boolean) => Promise<void>

const asFastAsItGoes: Write = async (desk, isOver) => {
  const one = async () => {
    while (!isOver())
      if (desk.tally().missing() < onTheWay) await desk.write()
      else await desk.heard()
  }
  await Promise.all(Array.from({ length: connections }, one))
}

/** Evenly; nobody waits for the one before, as callers of a service would not. */
const at =
  (perSecond: number): Write =>
  async (desk, isOver) => {
    const startedAt = performance.now()
    // Forgotten when done: a soak must not see the growth of its own list.
    const writing = new Set<Promise<void>>()
    const begin = () => {
      const one = desk.write().finally(() => writing.delete(one))
      writing.add(one)
    }
    let begun = 0
    while (!isOver()) {
      const due = ((performance.now() - startedAt) / 1_000) * perSecond
      for (; begun < due && desk.tally().missing() < onTheWay; begun++) begin()
      await pause(tickMs)
    }
    await Promise.all(writing)
  }

async function measure(desk: Desk, write: Write, seconds: number): Promise<Sample> {
  let over = false
  const tally = desk.tally()
  const writing = write(desk, () => over)
  await Promise.race([pause(settleSeconds * 1_000), writing])
  const memory: number[] = []
  const timer = setInterval(() => memory.push(desk.usage().memoryMb), memoryEveryMs)
  const before = { count: tally.count(), cpuMicros: desk.usage().cpuMicros, at: performance.now() }
  await Promise.race([pause(seconds * 1_000), writing])
  const count = tally.count() - before.count
  const elapsedSeconds = (performance.now() - before.at) / 1_000
  const cpuMicros = (desk.usage().cpuMicros - before.cpuMicros) / Math.max(1, count)
  clearInterval(timer)
  over = true
  await writing
  const counts = await desk.settle()
  return {
    perSecond: count / elapsedSeconds,
    p50Ms: tally.percentileMs(50),
    p99Ms: tally.percentileMs(99),
    cpuMicros,
    ...(memory.length >= memorySamplesAtLeast && { growthMb: growthOf(memory) }),
    ...counts,
  }
}

async function main(share: number): Promise<void> {
  const desk = await openDesk()
  let write = share < 1 ? undefined : asFastAsItGoes
  await contend({
    measure: async (seconds) => {
      if (!write) {
        await measure(desk, asFastAsItGoes, maximumSeconds)
        const { perSecond } = await measure(desk, asFastAsItGoes, maximumSeconds)
        write = at(perSecond * share)
      }
      return measure(desk, write, seconds)
    },
    close: desk.close,
  })
}

void main(Number(process.argv[2] ?? 1))
