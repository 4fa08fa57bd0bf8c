// A contender in a process of its own, so that no load and no other contender runs on its event loop.
import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import type { Environment } from '@eventflow/runtime'
import type { Contender, Role, Sample } from './row.js'

interface Listening {
  url: string
}

type ServerChild<Ready> = Ready & { pid: number; close(): Promise<void> }

const readyWithinMs = 60_000
/** It drops its databases and its virtual host before it ends. */
const endWithinMs = 20_000

interface Started<Ready> {
  child: ChildProcess
  ready: Ready
  close(): Promise<void>
}

interface ServerPlan {
  /** Of the file below `servers/`. */
  server: string
  environment: Environment
  args?: readonly string[]
}

async function startChild<Ready>({ server, environment, args = [] }: ServerPlan): Promise<Started<Ready>> {
  const child = fork(join(__dirname, 'servers', `${server}.js`), args, {
    env: environment,
    execArgv: ['--enable-source-maps', '--expose-gc'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const ready = await new Promise<Ready>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the server ${server} did not start`)), readyWithinMs)
    child.once('exit', (code) => reject(new Error(`the server ${server} ended with ${code}`)))
    child.once('message', (message: Ready) => {
      clearTimeout(timer)
      resolve(message)
    })
  })
  return {
    child,
    ready,
    close: async () => {
      const timer = setTimeout(() => child.kill('SIGKILL'), endWithinMs)
      child.kill('SIGTERM')
      await ended
      clearTimeout(timer)
    },
  }
}

/** Starts `servers/<name>.js` and waits until it says where it listens, and perhaps more. */
export async function startServer<Ready extends Listening = Listening>(
  server: string,
  environment: Environment,
  args: readonly string[] = [],
): Promise<ServerChild<Ready>> {
  const { ready, child, close } = await startChild<Ready>({ server, environment, args })
  return { ...ready, pid: child.pid ?? 0, close }
}

/** Answers of a child to the order to measure. */
export type Answer = { sample: Sample } | { problem: string }

/** Starts a contender that brings its load along and measures itself when it is told to. */
export async function startContender(plan: ServerPlan & { name: string; role: Role }): Promise<Contender> {
  const { name, role } = plan
  const { child, close } = await startChild(plan)
  return {
    name,
    role,
    close,
    measure: async (seconds) => {
      const answer = await new Promise<Answer>((resolve) => {
        const ended = () => resolve({ problem: 'its process ended' })
        child.once('exit', ended)
        child.once('message', (message: Answer) => {
          child.off('exit', ended)
          resolve(message)
        })
        child.send({ seconds })
      })
      if ('problem' in answer) throw new Error(`${name}: ${answer.problem}`)
      return answer.sample
    },
  }
}
