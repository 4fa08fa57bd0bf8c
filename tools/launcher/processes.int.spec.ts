// Alone: it kills processes and looks at what is left.
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keepAlive } from './keeper.js'
import { endOrphans, findOrphans } from './orphans.js'
import {
  type OwnedProcess,
  ownedProcesses,
  type ProcessPlan,
  signalGroup,
  spawnOwned,
} from './owned-process.js'
import { isStill } from './process-identity.js'
import { waitUntil } from './wait-until.js'

// As in the repository: the processes of a stack work below the folder that holds `.eventflow`.
describe('the processes of a stack', () => {
  let root: string
  let stack: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'eventflow-processes-'))
    stack = join(root, '.eventflow', 'stack')
    mkdirSync(stack, { recursive: true })
  })
  afterEach(async () => {
    await Promise.all(ownedProcesses().map((process) => process.stop()))
    rmSync(root, { recursive: true })
  })

  const plan = (script: string, more: Partial<ProcessPlan> = {}): ProcessPlan => ({
    name: 'sleeper',
    command: process.execPath,
    args: ['-e', script],
    environment: {},
    folder: stack,
    logFile: join(stack, 'logs', 'sleeper.log'),
    ...more,
  })
  const sleep = 'console.log("awake"); setInterval(() => {}, 1000)'
  const patience = { timeoutMs: 10_000, signal: new AbortController().signal }
  const saying = (word: string, process: OwnedProcess) => {
    const log = process.plan?.logFile ?? ''
    return waitUntil('it', async () => readFileSync(log, 'utf8').includes(word) || undefined, patience)
  }

  it('write to their log and leave no pid file behind when they are stopped', async () => {
    const sleeper = spawnOwned(plan(sleep))
    await saying('awake', sleeper)
    assert.deepEqual(ownedProcesses(), [sleeper])
    assert.equal(existsSync(join(stack, 'logs', 'sleeper.log.pid')), true)
    await sleeper.stop()
    assert.deepEqual(sleeper.ended(), { code: null, signal: 'SIGTERM' })
    assert.equal(existsSync(join(stack, 'logs', 'sleeper.log.pid')), false)
    assert.deepEqual(ownedProcesses(), [])
  })

  it('are killed with all their children when they do not stop in time', async () => {
    const stubborn = `process.on('SIGTERM', () => {}); require('child_process').spawn('sleep', ['1000']); ${sleep}`
    const sleeper = spawnOwned(plan(stubborn, { environment: { PATH: '/bin:/usr/bin' }, graceMs: 200 }))
    await saying('awake', sleeper)
    await sleeper.stop()
    assert.deepEqual(sleeper.ended(), { code: null, signal: 'SIGKILL' })
    assert.throws(() => process.kill(-sleeper.pid, 0))
  })

  it('count as ended when their program does not exist', async () => {
    const nothing = spawnOwned(plan('', { command: join(root, 'nothing') }))
    await nothing.whenEnded
    assert.deepEqual(nothing.ended(), { code: -1, signal: null })
  })

  it('hand over their output line by line to who asks for it', async () => {
    const lines: string[] = []
    const talker = spawnOwned(
      plan('console.log("one\\ntwo"); console.error("three")', { output: (line) => lines.push(line) }),
    )
    await talker.whenEnded
    assert.deepEqual(lines.sort(), ['one', 'three', 'two'])
  })

  it('are started again, under another pid, after they were killed', async () => {
    const stop = new AbortController()
    const told: string[] = []
    const events = {
      fell: (name: string, how: string, pauseMs: number) =>
        told.push(`${name} ${how}, back in ${pauseMs} ms`),
      rose: () => told.push('back'),
    }
    const first = spawnOwned(plan(sleep))
    const kept = keepAlive(first, events, stop.signal)
    process.kill(first.pid, 'SIGKILL')
    await waitUntil('it', async () => told[1], patience)
    assert.deepEqual(told, ['sleeper was killed by SIGKILL, back in 500 ms', 'back'])
    assert.notEqual(kept.current().pid, first.pid)
    assert.equal(kept.restarts(), 1)
    stop.abort()
    await kept.current().stop()
    assert.deepEqual(told.length, 2)
  })

  it('are found and ended by a later launcher after theirs was killed', async () => {
    const sleeper = spawnOwned(plan(sleep))
    await saying('awake', sleeper)
    assert.deepEqual(
      findOrphans(stack).map(({ pid }) => pid),
      [sleeper.pid],
    )
    assert.deepEqual(await endOrphans(stack), ['sleeper'])
    assert.equal(isStill(sleeper.pid, sleeper.identity), false)
  })

  it('are left alone when they work for another folder, from which this one was copied', async () => {
    const sleeper = spawnOwned(plan(sleep, { folder: tmpdir() }))
    await saying('awake', sleeper)
    assert.deepEqual(await endOrphans(stack), [])
    assert.equal(isStill(sleeper.pid, sleeper.identity), true)
    signalGroup(sleeper.pid, 'SIGKILL')
    await sleeper.whenEnded
  })
})
