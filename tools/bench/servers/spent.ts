// What a piece of work took, in time and in CPU of this process.

interface Spent {
  elapsedSeconds: number
  cpuMicros: number
}

export async function timed(work: () => Promise<unknown>): Promise<Spent> {
  const before = process.cpuUsage()
  const startedAt = performance.now()
  await work()
  const { user, system } = process.cpuUsage(before)
  return { elapsedSeconds: (performance.now() - startedAt) / 1_000, cpuMicros: user + system }
}

export const rateOf = ({ elapsedSeconds, cpuMicros }: Spent, count: number) => ({
  perSecond: count / elapsedSeconds,
  cpuMicros: cpuMicros / Math.max(1, count),
})
