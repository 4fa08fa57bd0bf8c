// The stack of `npm start`: put up, watched over, and taken down again in order.
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { loadDemoData } from '../demo/load-data.js'
import type { StartOptions } from './arguments.js'
import { aborted, Stopped } from './command.js'
import type { Provided } from './component.js'
import { createGround } from './ground.js'
import { componentsFor, infrastructureEnvironment } from './infra/all.js'
import { provideAll } from './infrastructure.js'
import { writeJson } from './json-file.js'
import { type KeeperEvents, keepAlive } from './keeper.js'
import { takeLock } from './lock.js'
import { clearAbandoned, endOrphans } from './orphans.js'
import { LOCK_FILE, ROOT, STACK_FILE, STACK_FOLDER, STACKS } from './places.js'
import { processIdentity } from './process-identity.js'
import { createProgress, type Progress } from './progress.js'
import { provision } from './provision.js'
import { chooseServices, findServices, wants } from './service-folders.js'
import { allotPorts } from './service-ports.js'
import { startServices } from './service-start.js'
import { shutDown } from './shut-down.js'
import { type RunningPart, type StackParts, stackRecord } from './stack-record.js'
import { summary } from './summary.js'
import { userEnvironment } from './user-environment.js'

export async function runLocalStack(options: StartOptions, stop: AbortSignal): Promise<number> {
  const progress = createProgress()
  const allServices = findServices()
  const services = chooseServices(allServices, options.only).filter(
    ({ name }) => options.web || name !== 'web',
  )
  const release = takeLock(LOCK_FILE, ROOT)
  const failed = new AbortController()
  const board = openBoard(progress)
  try {
    await heal(progress)
    const signal = AbortSignal.any([stop, failed.signal])
    await bringUp({ options, services, allServices, board, progress, signal })
    const demo = !options.empty && services.some((service) => wants(service, 'EVENTFLOW_DEMO'))
    if (demo) await loadDemo(services, board, progress)
    board.state('ready')
    for (const line of summary(board.record(), { demo })) progress.line(line)
    await aborted(stop)
    if (!(stop.reason instanceof Stopped)) throw stop.reason
    return 0
  } finally {
    // Before anything is stopped: the keepers would start it again.
    failed.abort()
    board.state('stopping')
    await progress.step('stopping', () => shutDown(board.services(), Object.values(board.parts.provided)))
    rmSync(STACK_FILE, { force: true })
    release()
  }
}

/** Ends what an earlier launcher has left running when it was killed. */
async function heal(progress: Progress): Promise<void> {
  const ended = await endOrphans(STACK_FOLDER)
  if (ended.length)
    progress.line(`An earlier start was killed; ended what it had left running: ${ended.join(', ')}`)
  const cleared = await clearAbandoned(STACKS, ROOT)
  if (cleared.length) progress.line(`Removed ${cleared.length} throw-away stack(s) of tests that were killed`)
}

interface BringUp {
  options: StartOptions
  services: ReturnType<typeof findServices>
  allServices: ReturnType<typeof findServices>
  board: Board
  progress: Progress
  signal: AbortSignal
}

async function bringUp({ options, services, allServices, board, progress, signal }: BringUp): Promise<void> {
  const user = userEnvironment()
  const ground = createGround({ folder: STACK_FOLDER, throwaway: false, environment: user, signal })
  board.state('starting')
  const wanted = componentsFor(options.only ? services : undefined)
  const [provided, { ports, urls, notices }] = await Promise.all([
    provideAll(wanted, ground, progress),
    allotPorts(allServices, ground),
  ])
  board.infrastructure(provided, signal)
  for (const { name } of services) if (notices[name]) progress.line(notices[name])
  await provision({ ground, provided, services, progress })
  const infrastructure = infrastructureEnvironment(provided)
  const facts = { user, infrastructure, urls, ports, secret: ground.secret, demo: !options.empty }
  const { events } = board
  const started = board.service(urls)
  await startServices(services, { folder: STACK_FOLDER, facts, progress, events, signal, started })
}

const neededForDemo = ['action', 'auth', 'feed', 'gateway']

/** Once, and quickly passed at every later start. A platform without them is as good, so it runs all the same. */
async function loadDemo(services: BringUp['services'], board: Board, progress: Progress): Promise<void> {
  const { gateway: url } = board.record()
  if (!url || !neededForDemo.every((name) => services.some((service) => service.name === name))) return
  const note = join(STACK_FOLDER, 'demo-data.json')
  if (existsSync(note)) return
  const load = () => loadDemoData({ url, note, now: new Date() })
  await progress.step('demo data', load, (made) => `${made} tasks and journals`).catch(() => undefined)
}

type Board = ReturnType<typeof openBoard>

/** What runs at the moment, written down at each change. */
function openBoard(progress: Progress) {
  const running: RunningPart[] = []
  const parts: StackParts = {
    state: 'starting',
    launcher: { pid: process.pid, identity: processIdentity(process.pid) ?? '' },
    startedAt: new Date().toISOString(),
    provided: {},
    running,
  }
  const write = () => writeJson(STACK_FILE, stackRecord(parts))
  const events: KeeperEvents = {
    fell(name, how, pauseMs) {
      progress.line(`✘ ${name} ${how}; started again in ${pauseMs / 1000} s`)
      write()
    },
    rose(name, pid) {
      progress.line(`✔ ${name} runs again (pid ${pid})`)
      write()
    },
  }
  const add = (part: RunningPart) => {
    running.push(part)
    write()
  }
  return {
    parts,
    events,
    record: () => stackRecord(parts),
    services: () => running.filter(({ kind }) => kind === 'service').map(({ kept }) => kept),
    state(state: StackParts['state']) {
      parts.state = state
      write()
    },
    infrastructure(provided: Record<string, Provided>, signal: AbortSignal) {
      parts.provided = provided
      for (const { owned, addresses } of Object.values(provided)) {
        const [address] = Object.values(addresses)
        for (const process of owned) {
          const kept = keepAlive(process, events, signal)
          add({ kept, kind: 'infrastructure', address: process.name in provided ? address : undefined })
        }
      }
    },
    service:
      (urls: Record<string, string>) =>
      ({ name }: { name: string }, kept: RunningPart['kept']) =>
        add({ kept, kind: 'service', address: urls[name] }),
  }
}
