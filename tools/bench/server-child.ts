// A contender's server in a process of its own, so that the load does not run on its event loop.
import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { Environment } from '@eventflow/runtime'

interface ServerChild {
  url: string
  close(): Promise<void>
}

const readyWithinMs = 60_000

/** Starts `servers/<name>.js` and waits until it says where it listens. */
export async function startServer(name: string, environment: Environment): Promise<ServerChild> {
  const child = fork(join(__dirname, 'servers', `${name}.js`), {
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the server ${name} did not start`)), readyWithinMs)
    child.once('exit', (code) => reject(new Error(`the server ${name} ended with ${code}`)))
    child.once('message', (message: { url: string }) => {
      clearTimeout(timer)
      resolve(message.url)
    })
  })
  return {
    url,
    close: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}
