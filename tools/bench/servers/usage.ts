// What a process has used so far.

export interface Usage {
  cpuMicros: number
  memoryMb: number
}

export function usage(): Usage {
  const { user, system } = process.cpuUsage()
  return { cpuMicros: user + system, memoryMb: process.memoryUsage.rss() / 2 ** 20 }
}
