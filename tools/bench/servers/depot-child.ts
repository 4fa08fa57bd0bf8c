// The depot in a process of its own, as the desk sees it: what it has handled, and what it uses.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Environment } from '@eventflow/runtime'
import type { DepotReport } from './depot.js'
import type { Usage } from './usage.js'

export interface DepotChild {
  usage(): Usage
  close(): Promise<void>
}

/** Resolves when it has said its first word, which is when it consumes. */
export async function startDepot(
  values: Environment,
  hear: (handled: DepotReport['handled']) => void,
): Promise<DepotChild> {
  const child = fork(join(__dirname, 'depot.js'), {
    env: values,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  let latest: Usage = { cpuMicros: 0, memoryMb: 0 }
  child.on('message', (report: DepotReport) => {
    latest = report.usage
    hear(report.handled)
  })
  const ended = once(child, 'exit')
  const failed = ended.then(() => Promise.reject(new Error('the depot ended')))
  await Promise.race([once(child, 'message'), failed])
  failed.catch(() => undefined)
  return {
    usage: () => latest,
    close: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}
