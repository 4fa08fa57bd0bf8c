// A process that the launcher started and therefore may end: spawned in a group of its own, logged to a file.
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { writeJson } from './json-file.js'
import { processIdentity } from './process-identity.js'

export interface OwnedProcess {
  name: string
  pid: number
  /** Proves later that the pid has not gone to another process; undefined when it could not be started. */
  identity: string | undefined
  startedAt: string
  /** How it was started, so that it can be started again the same way; absent when it is no process of this machine. */
  plan?: ProcessPlan
  /** Set once the process has ended. */
  ended: () => ProcessEnd | undefined
  /** Resolves when the process has ended, however that came about. */
  whenEnded: Promise<void>
  /** Asks it to stop (default SIGTERM) and kills its group when it has not by `graceMs`. */
  stop(): Promise<void>
}

export interface ProcessEnd {
  code: number | null
  signal: NodeJS.Signals | null
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
  /** Takes what it prints, line by line, which is then not logged. */
  output?: (line: string) => void
  /** Who runs it, where a program refuses to run as root. */
  user?: { uid: number; gid: number }
}

/** What stands in the pid file beside the log, by which a later launcher knows an orphan of an earlier one. */
export interface PidRecord {
  name: string
  pid: number
  identity: string
}

const LONG_LOG_BYTES = 10 * 1024 * 1024

const alive = new Set<OwnedProcess>()

/** All that this launcher has started and that has not ended yet, the latest last. */
export const ownedProcesses = (): OwnedProcess[] => [...alive]

/** Starts a process detached from the terminal's group, so that Ctrl-C reaches the launcher alone, which then stops in order. */
export function spawnOwned(plan: ProcessPlan): OwnedProcess {
  const child = spawnLogged(plan)
  const pid = child.pid ?? -1
  const identity = processIdentity(pid)
  const forget = rememberPid(plan, pid, identity)
  let end: ProcessEnd | undefined
  const whenEnded = new Promise<void>((resolve) => {
    const ended = (code: number | null, signal: NodeJS.Signals | null) => {
      end ??= { code, signal }
      alive.delete(owned)
      forget()
      resolve()
    }
    child.once('error', () => ended(-1, null))
    // Who listens to its output wants the end of that, too.
    child.once(plan.output ? 'close' : 'exit', ended)
  })
  const stop = async () => {
    if (end || pid < 0) return
    signalGroup(pid, plan.stopSignal ?? 'SIGTERM')
    const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), plan.graceMs ?? 10_000)
    await whenEnded
    clearTimeout(timer)
  }
  const startedAt = new Date().toISOString()
  const owned = { name: plan.name, pid, identity, startedAt, plan, ended: () => end, whenEnded, stop }
  if (pid > 0) alive.add(owned)
  return owned
}

function spawnLogged(plan: ProcessPlan): ChildProcess {
  const { output } = plan
  const log = openLog(plan.logFile)
  const child = spawn(plan.command, plan.args, {
    cwd: plan.folder,
    env: plan.environment as NodeJS.ProcessEnv,
    detached: true,
    stdio: ['ignore', output ? 'pipe' : log, output ? 'pipe' : log],
    ...plan.user,
  })
  closeSync(log)
  for (const stream of [child.stdout, child.stderr]) {
    if (stream && output) createInterface({ input: stream }).on('line', output)
  }
  return child
}

/** Goes on at the end of the log; one that has grown long is put aside, and the one put aside before is dropped. */
function openLog(file: string): number {
  mkdirSync(dirname(file), { recursive: true })
  if (existsSync(file) && statSync(file).size > LONG_LOG_BYTES) renameSync(file, `${file}.1`)
  return openSync(file, 'a')
}

/** Writes the pid file; if this launcher is killed, the file stays and names the orphan. */
function rememberPid(plan: ProcessPlan, pid: number, identity: string | undefined): () => void {
  if (!identity) return () => undefined
  const file = `${plan.logFile}.pid`
  const record: PidRecord = { name: plan.name, pid, identity }
  try {
    writeJson(file, record)
  } catch (error) {
    // Nobody would know about it: neither this launcher, which hears of the failure only, nor a later one.
    signalGroup(pid, 'SIGKILL')
    throw error
  }
  return () => rmSync(file, { force: true })
}

/** Waits until nothing of a group is left: helpers get the signals of their leader, and may need longer than it. */
export async function groupEnded(pid: number, withinMs: number): Promise<void> {
  // Bounded, because where nobody collects dead orphans a group of these never ends.
  for (const deadline = Date.now() + withinMs; Date.now() < deadline; await pause(20)) {
    try {
      process.kill(-pid, 0)
    } catch {
      return
    }
  }
}

/** Signals the whole group; a group that is gone already is what was wanted. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch {
    // ESRCH: it ended by itself in between.
  }
}
