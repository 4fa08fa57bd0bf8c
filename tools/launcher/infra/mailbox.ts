// Provides the mailbox that takes what the platform mails: from an address, Mailpit in Docker, or our own.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Component, type Ground, Impossible, type Provided } from '../component.js'
import { spawnOwned } from '../owned-process.js'
import { ROOT } from '../places.js'
import { accepts, waitUntil } from '../wait-until.js'
import { containerWay } from './container-way.js'
import { firstThatWorks, type NotHere } from './ways.js'

const READY_WITHIN_MS = 30_000
const ADVICE = 'see mailbox/mailbox.log in the folder of the stack, or set SMTP_URL and MAILBOX_URL'

const fromDocker = containerWay({
  service: 'mailbox',
  title: 'Mailpit',
  describe: async (ground) => {
    const ports = await choosePorts(ground)
    const addresses = addressesOf(ports)
    const variables = {
      EVENTFLOW_SMTP_PORT: String(ports.smtp),
      EVENTFLOW_MAILBOX_PORT: String(ports.http),
    }
    return { port: ports.http, addresses, variables, ask: () => askVersion(addresses.http) }
  },
})

export const mailbox: Component = {
  name: 'mailbox',
  provide: firstThatWorks('A mailbox', [fromAddress, fromDocker, ownMailbox], ADVICE),
}

async function fromAddress({ environment }: Ground): Promise<Provided | NotHere> {
  const { SMTP_URL: smtp, MAILBOX_URL: http } = environment
  if (!smtp) return { not: 'SMTP_URL is not set' }
  if (!http) {
    throw new Impossible(
      'SMTP_URL is set without MAILBOX_URL',
      'name the HTTP address of its Mailpit by MAILBOX_URL',
    )
  }
  for (const [name, address] of Object.entries({ SMTP_URL: smtp, MAILBOX_URL: http })) {
    if (!URL.canParse(address)) throw new Impossible(`${name} is not an address`, 'correct or unset it')
  }
  const { hostname, port, host } = new URL(smtp)
  if (!(await accepts(hostname, Number(port || 25)))) {
    throw new Impossible(
      `nothing accepts connections at SMTP_URL (${host})`,
      'start that server, or unset SMTP_URL',
    )
  }
  if (!(await askVersion(http).catch(() => undefined))) {
    const what = `MAILBOX_URL (${new URL(http).host}) does not answer as Mailpit does`
    throw new Impossible(what, 'start Mailpit there, or unset SMTP_URL and MAILBOX_URL')
  }
  return {
    how: `the mailbox at ${host}, named by SMTP_URL`,
    addresses: { smtp, http: http.replace(/\/$/, '') },
    owned: [],
  }
}

async function ownMailbox(ground: Ground): Promise<Provided> {
  const folder = join(ground.folder, 'mailbox')
  mkdirSync(folder, { recursive: true })
  const ports = await choosePorts(ground)
  const addresses = addressesOf(ports)
  const keep = ground.throwaway ? [] : ['--folder', join(folder, 'mails')]
  const server = spawnOwned({
    name: 'mailbox',
    command: process.execPath,
    args: [
      ...['--enable-source-maps', join(ROOT, 'tools', 'dist', 'mailbox', 'main.js')],
      ...['--smtp-port', String(ports.smtp), '--http-port', String(ports.http), ...keep],
    ],
    environment: { PATH: ground.environment.PATH },
    folder,
    logFile: join(folder, 'mailbox.log'),
  })
  try {
    const waiting = { timeoutMs: READY_WITHIN_MS, signal: ground.signal, process: server }
    await waitUntil('the mailbox', () => askVersion(addresses.http), waiting)
    return { how: `own mailbox on port ${ports.http}`, addresses, owned: [server] }
  } catch (error) {
    await server.stop()
    throw error
  }
}

interface Ports {
  smtp: number
  http: number
}

/** The usual ports of a stack that people look at; a throw-away one leaves them to it. */
async function choosePorts(ground: Ground): Promise<Ports> {
  const wish = (port: number) => (ground.throwaway ? undefined : port)
  return { smtp: await ground.port('smtp', wish(1025)), http: await ground.port('mailbox', wish(8025)) }
}

const addressesOf = ({ smtp, http }: Ports) => ({
  smtp: `smtp://127.0.0.1:${smtp}`,
  http: `http://127.0.0.1:${http}`,
})

/** As Mailpit tells it; throws when something else answers. */
async function askVersion(http: string): Promise<string> {
  const address = `${http.replace(/\/$/, '')}/api/v1/info`
  const answer = await fetch(address, { signal: AbortSignal.timeout(2000) })
  const { Version } = (await answer.json()) as { Version?: unknown }
  if (typeof Version !== 'string') throw new Error('it does not answer as Mailpit does')
  return Version
}
