// Installs a Debian package without letting it start the machine's own daemon.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Ground } from '../component.js'
import { findProgram, lastLine, runCommand } from '../run-command.js'

const POLICY = '/usr/sbin/policy-rc.d'
const NO_DAEMONS = '#!/bin/sh\n# For the time of an installation by EventFlow.\nexit 101\n'
const INSTALL_WITHIN_MS = 10 * 60_000

let queue: Promise<unknown> = Promise.resolve()

/** Undefined when it was installed, else the reason why not. One at a time: two apt-get would wait for each other's lock. */
export function aptInstall(name: string, ground: Ground): Promise<string | undefined> {
  ground.say(`waiting for the turn of the package ${name}`)
  const turn = queue.then(() => install(name, ground))
  queue = turn.catch(() => undefined)
  return turn
}

async function install(name: string, ground: Ground): Promise<string | undefined> {
  ground.signal.throwIfAborted()
  const aptGet = findProgram(['apt-get'], ground.environment)
  if (!aptGet) return 'there is no apt-get here'
  if (process.getuid?.() !== 0) return `apt-get install ${name} needs root`
  ground.say(`installing the package ${name}`)
  return withoutDaemons(async () => {
    const first = await run([aptGet, 'install', '-y', '--no-install-recommends', name], ground)
    if (first.ok) return undefined
    ground.say('reading the package lists anew')
    const update = await run([aptGet, 'update'], ground)
    const second = await run([aptGet, 'install', '-y', '--no-install-recommends', name], ground)
    if (second.ok) return undefined
    return `apt-get install ${name} failed: ${lastLine((update.ok ? second : update).output)}`
  }, name)
}

/** In a session of its own, out of reach of a Ctrl-C: a package that is broken off half-way stays broken for everybody. */
function run(command: string[], { environment }: Ground) {
  const unattended = { ...environment, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  return runCommand(['setsid', '--wait', ...command], {
    timeoutMs: INSTALL_WITHIN_MS,
    environment: unattended,
  })
}

/** Debian asks this file whether a freshly installed daemon may start; 101 means no. */
async function withoutDaemons<T>(work: () => Promise<T>, name: string): Promise<T> {
  const ours = !existsSync(POLICY) || readFileSync(POLICY, 'utf8') === NO_DAEMONS
  if (ours) writeFileSync(POLICY, NO_DAEMONS, { mode: 0o755 })
  try {
    return await work()
  } finally {
    if (ours) rmSync(POLICY, { force: true })
    // Where systemd runs, the package has also asked to be started at the next boot; only its program is wanted.
    if (existsSync('/run/systemd/system'))
      await runCommand(['systemctl', 'disable', name], { timeoutMs: 20_000 })
  }
}
