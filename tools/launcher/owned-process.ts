// A process that the launcher started and therefore may end: spawned in a group of its own, logged to a file.
import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'

export interface OwnedProcess {
  name: string
  pid: number
  /** Set once the process has ended. */
  ended: () => { code: number | null; signal: NodeJS.Signals | null } | undefined
  /** Resolves when the process has ended, however that came about. */
  whenEnded: Promise<void>
  /** Asks it to stop (default SIGTERM) and kills its group when it has not by `graceMs`. */
  stop(): Promise<void>
}

export interface ProcessPlan {
  name: string
  command: string
  args: string[]
  environment: Record<string, string | undefined>
  folder: string
  logFile: string
  /** How it likes to be asked to stop, and how long that may take. */
  stopSignal?: NodeJS.Signals
  graceMs?: number
}

/** Starts a process detached from the terminal's group, so that Ctrl-C reaches the launcher alone, which then stops in order. */
export function spawnOwned(plan: ProcessPlan): OwnedProcess {
  const log = openSync(plan.logFile, 'a')
  const child = spawn(plan.command, plan.args, {
    cwd: plan.folder,
    env: plan.environment as NodeJS.ProcessEnv,
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  let end: { code: number | null; signal: NodeJS.Signals | null } | undefined
  const whenEnded = new Promise<void>((resolve) => {
    child.once('error', () => {
      end ??= { code: -1, signal: null }
      resolve()
    })
    child.once('exit', (code, signal) => {
      end = { code, signal }
      resolve()
    })
  })
  const pid = child.pid ?? -1
  const stop = async () => {
    if (end || pid < 0) return
    signalGroup(pid, plan.stopSignal ?? 'SIGTERM')
    const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), plan.graceMs ?? 10_000)
    await whenEnded
    clearTimeout(timer)
  }
  return { name: plan.name, pid, ended: () => end, whenEnded, stop }
}

/** Signals the whole group; a group that is gone already is what was wanted. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch {
    // ESRCH: it ended by itself in between.
  }
}
