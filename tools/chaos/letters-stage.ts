// Where letters are sent: a broker and a database server of their own, the two services as processes, and hands on all of them.
import { dirname, join } from 'node:path'
import type { Ground, Provided } from '../launcher/component.js'
import { postgres } from '../launcher/infra/postgres.js'
import { provideAll } from '../launcher/infrastructure.js'
import { type KeeperEvents, type Kept, keepAlive } from '../launcher/keeper.js'
import type { OwnedProcess } from '../launcher/owned-process.js'
import { createProgress } from '../launcher/progress.js'
import { runCommand } from '../launcher/run-command.js'
import { withThrowAway } from '../launcher/throw-away.js'
import { correspondents } from './letters.js'
import { furnish, type LettersPlace } from './letters-place.js'
import { killOne, ownEnvironment, processOf } from './platform.js'

export interface LettersStage extends Omit<LettersPlace, 'start'> {
  kill(name: string): Promise<void>
  process(name: string): Kept
  /** Ends of the two services that nobody brought about. */
  falls(): number
  /** `rabbitmqctl` on a node; throws with what it says when it fails. */
  control(node: string, ...args: string[]): Promise<void>
}

/** What brings up the broker: a single one, or a cluster of them. */
export type ProvideBroker = (ground: Ground) => Promise<Provided>

interface LettersPlan {
  broker: { name: string; provide: ProvideBroker }
  signal: AbortSignal
  say(text: string): void
}

export async function withLetters<T>(
  plan: LettersPlan,
  work: (stage: LettersStage) => Promise<T>,
): Promise<T> {
  const stopped = new AbortController()
  const signal = AbortSignal.any([plan.signal, stopped.signal])
  const place = { kind: 'chaos', signal: plan.signal, environment: ownEnvironment() }
  return withThrowAway(place, async (ground, provided) => {
    const kept = new Map<string, Kept>()
    try {
      Object.assign(
        provided,
        await provideAll([plan.broker, postgres], ground, createProgress({ live: false })),
      )
      const watch = watcher({ kept, signal, say: plan.say })
      for (const { owned } of Object.values(provided as Record<string, Provided>)) owned.forEach(watch.keep)
      const { start, ...place } = await furnish(provided as Record<string, Provided>)
      for (const name of correspondents) watch.keep(start(name, ground))
      return await work({
        ...place,
        kill: watch.kill,
        process: (name) => processOf(kept, name),
        falls: watch.falls,
        control: (node, ...args) => control(processOf(kept, node), args),
      })
    } finally {
      stopped.abort()
      await Promise.all([...kept.values()].map((one) => one.current().stop()))
    }
  })
}

interface Watch {
  kept: Map<string, Kept>
  signal: AbortSignal
  say(text: string): void
}

/** What is killed comes back soon, however often it is killed. */
const downMs = 300

function watcher({ kept, signal, say }: Watch) {
  const killed = new Set<string>()
  let falls = 0
  const events: KeeperEvents = {
    fell: (name, how) => {
      const isOurs = killed.delete(name)
      if (isOurs || !correspondents.some((one) => one === name)) return
      falls++
      say(`${name} ${how} by itself`)
    },
    rose: () => undefined,
    pauseMs: () => downMs,
  }
  return {
    keep: (process: OwnedProcess) => void kept.set(process.name, keepAlive(process, events, signal)),
    kill: async (name: string) => {
      killed.add(name)
      await killOne(processOf(kept, name))
    },
    falls: () => falls,
  }
}

const controlLimitMs = 30_000

async function control(node: Kept, args: string[]): Promise<void> {
  const { plan } = node.current()
  if (!plan) throw new Error(`${node.name} is no process of this machine, so rabbitmqctl cannot reach it`)
  const program = join(dirname(plan.command), 'rabbitmqctl')
  const { ok, output } = await runCommand([program, ...args], {
    timeoutMs: controlLimitMs,
    environment: plan.environment,
  })
  if (!ok) throw new Error(`rabbitmqctl ${args[0]} failed: ${output.slice(-300)}`)
}
