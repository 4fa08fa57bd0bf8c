// Provides RabbitMQ with its management API: from an address, Docker, a program of this machine or a package.
import { type Component, type Ground, Impossible, type Provided } from '../component.js'
import { findProgram } from '../run-command.js'
import { accepts } from '../wait-until.js'
import { aptInstall } from './apt.js'
import { VIRTUAL_HOST } from './rabbitmq-files.js'
import { type RabbitPrograms, startPrivateRabbit } from './rabbitmq-private.js'
import { firstThatWorks, type NotHere } from './ways.js'

// Debian's `/usr/sbin/rabbitmq-server` changes to another user; the script it wraps runs as the caller.
const SERVERS = [
  '/usr/lib/rabbitmq/bin/rabbitmq-server',
  '/opt/homebrew/sbin/rabbitmq-server',
  'rabbitmq-server',
]

const ADVICE =
  'install RabbitMQ (Debian: apt-get install rabbitmq-server), start Docker, or set RABBITMQ_URL and RABBITMQ_MANAGEMENT_URL'

export const rabbitmq: Component = {
  name: 'rabbitmq',
  provide: firstThatWorks('RabbitMQ', [fromAddress, fromProgram, fromPackage], ADVICE),
}

async function fromAddress({ environment }: Ground): Promise<Provided | NotHere> {
  if (!environment.RABBITMQ_URL) return { not: 'RABBITMQ_URL is not set' }
  const amqp = new URL(environment.RABBITMQ_URL)
  if (amqp.pathname.length < 2) amqp.pathname = `/${VIRTUAL_HOST}`
  const management = managementAddress(amqp, environment.RABBITMQ_MANAGEMENT_URL)
  if (!(await accepts(amqp.hostname, Number(amqp.port || 5672)))) {
    throw new Impossible(
      `nothing accepts connections at RABBITMQ_URL (${amqp.host})`,
      'start that broker, or unset RABBITMQ_URL',
    )
  }
  const answer = await askManagement(management)
  if (answer !== 'ok') {
    const what = `the management API at ${management.host} answers ${answer}`
    throw new Impossible(what, 'set RABBITMQ_MANAGEMENT_URL, with an administrator as user')
  }
  const addresses = { amqp: amqp.href, management: management.href.replace(/\/$/, '') }
  return { how: `the broker at ${amqp.host}, named by RABBITMQ_URL`, addresses, owned: [] }
}

/** Where it is not given, it is looked for where RabbitMQ puts it, with the same login. */
function managementAddress(amqp: URL, given: string | undefined): URL {
  const management = new URL(given ?? `http://${amqp.hostname}:15672`)
  if (!management.username) {
    management.username = amqp.username
    management.password = amqp.password
  }
  return management
}

async function askManagement(address: URL): Promise<string> {
  const login = `${decodeURIComponent(address.username)}:${decodeURIComponent(address.password)}`
  const headers = { authorization: `Basic ${Buffer.from(login).toString('base64')}` }
  try {
    const answer = await fetch(`${address.origin}/api/overview`, {
      headers,
      signal: AbortSignal.timeout(5000),
    })
    return answer.ok ? 'ok' : `with status ${answer.status}`
  } catch {
    return 'nothing'
  }
}

async function fromProgram(ground: Ground): Promise<Provided | NotHere> {
  const programs = findPrograms(ground)
  if (!programs) return { not: 'there is no rabbitmq-server on this machine' }
  return startPrivateRabbit(programs, ground)
}

async function fromPackage(ground: Ground): Promise<Provided | NotHere> {
  if (findPrograms(ground)) return { not: 'a package would bring the same program' }
  const refusal = await aptInstall('rabbitmq-server', ground)
  return refusal ? { not: refusal } : fromProgram(ground)
}

function findPrograms({ environment }: Ground): RabbitPrograms | undefined {
  const server = findProgram(SERVERS, environment)
  const epmd = findProgram(['epmd', '/usr/lib/erlang/bin/epmd', '/opt/homebrew/bin/epmd'], environment)
  return server && epmd ? { server, epmd } : undefined
}
