// `npm start -- --detach`: hands the stack to a launcher in the background and returns when all is ready.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Impossible } from './component.js'
import { readJson } from './json-file.js'
import { lockHolder } from './lock.js'
import { spawnOwned } from './owned-process.js'
import { LAUNCHER_LOG, LOCK_FILE, ROOT, STACK_FILE } from './places.js'
import type { StackRecord } from './stack-record.js'
import { userEnvironment } from './user-environment.js'

const PAUSE_MS = 100
const GRACE_MS = 60_000

export async function startDetached(args: string[], stop: AbortSignal): Promise<number> {
  const holder = lockHolder(LOCK_FILE, ROOT)
  if (holder) {
    throw new Impossible(
      `EventFlow already runs from this folder (pid ${holder.pid})`,
      'npm run stop ends it',
    )
  }
  mkdirSync(dirname(LAUNCHER_LOG), { recursive: true })
  rmSync(LAUNCHER_LOG, { force: true })
  const launcher = spawnOwned({
    name: 'launcher',
    command: process.execPath,
    args: [...process.execArgv, require.resolve('./start.js'), ...args.filter((arg) => arg !== '--detach')],
    environment: userEnvironment(),
    folder: ROOT,
    logFile: LAUNCHER_LOG,
    graceMs: GRACE_MS,
  })
  const show = logReader()
  const isReady = () => {
    const stack = readJson<StackRecord>(STACK_FILE)
    return stack?.launcher.pid === launcher.pid && stack.state === 'ready'
  }
  while (!isReady() && !launcher.ended()) {
    show()
    if (stop.aborted) await launcher.stop()
    await pause(PAUSE_MS)
  }
  show()
  return launcher.ended() ? (launcher.ended()?.code ?? 1) || 1 : leave()
}

/** Prints what the background launcher has written since the last time. */
function logReader(): () => void {
  let seen = 0
  return () => {
    const text = readFileSync(LAUNCHER_LOG, 'utf8')
    process.stdout.write(text.slice(seen))
    seen = text.length
  }
}

/** The child would keep this process waiting. */
function leave(): never {
  console.log('It goes on in the background: npm run stop ends it.')
  process.exit(0)
}
