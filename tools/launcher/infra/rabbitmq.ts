// Provides RabbitMQ with its management API: from an address, Docker, a program of this machine or a package.
import { type Component, type Ground, Impossible, type Provided } from '../component.js'
import { findProgram } from '../run-command.js'
import { accepts } from '../wait-until.js'
import { aptInstall } from './apt.js'
import { type ContainerFacts, containerWay } from './container-way.js'
import { brokerVersion } from './rabbitmq-answer.js'
import { BROKER_ADMIN, MANAGEMENT_PORT, VIRTUAL_HOST } from './rabbitmq-files.js'
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

const fromDocker = containerWay({ service: 'rabbitmq', title: 'RabbitMQ', describe: describeContainer })

export const rabbitmq: Component = {
  name: 'rabbitmq',
  provide: firstThatWorks('RabbitMQ', [fromAddress, fromDocker, fromProgram, fromPackage], ADVICE),
}

async function fromAddress({ environment }: Ground): Promise<Provided | NotHere> {
  if (!environment.RABBITMQ_URL) return { not: 'RABBITMQ_URL is not set' }
  if (!URL.canParse(environment.RABBITMQ_URL)) {
    throw new Impossible('RABBITMQ_URL is not an address', 'correct or unset it')
  }
  const amqp = new URL(environment.RABBITMQ_URL)
  if (amqp.pathname.length < 2) amqp.pathname = `/${VIRTUAL_HOST}`
  const management = managementAddress(amqp, environment.RABBITMQ_MANAGEMENT_URL)
  if (!(await accepts(amqp.hostname, Number(amqp.port || 5672)))) {
    throw new Impossible(
      `nothing accepts connections at RABBITMQ_URL (${amqp.host})`,
      'start that broker, or unset RABBITMQ_URL',
    )
  }
  const answer = await brokerVersion(management.href).catch((error: Error) => error)
  if (answer instanceof Error) {
    const what = `the management API at ${management.host} cannot be used: ${answer.message}`
    throw new Impossible(what, 'set RABBITMQ_MANAGEMENT_URL, with an administrator as user')
  }
  const addresses = { amqp: amqp.href, management: management.href.replace(/\/$/, '') }
  return { how: `RabbitMQ ${answer} at ${amqp.host}, named by RABBITMQ_URL`, addresses, owned: [] }
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

async function describeContainer(ground: Ground): Promise<ContainerFacts> {
  const port = await ground.port('rabbitmq-amqp')
  const managementPort = await ground.port(
    'rabbitmq-management',
    ground.throwaway ? undefined : MANAGEMENT_PORT,
  )
  const password = ground.secret('rabbitmq')
  const login = `${BROKER_ADMIN}:${password}@127.0.0.1`
  const management = `http://${login}:${managementPort}`
  return {
    port,
    addresses: { amqp: `amqp://${login}:${port}/${VIRTUAL_HOST}`, management },
    variables: {
      EVENTFLOW_RABBITMQ_PORT: String(port),
      EVENTFLOW_RABBITMQ_MANAGEMENT_PORT: String(managementPort),
      RABBITMQ_PASSWORD: password,
    },
    ask: () => brokerVersion(management),
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

export function findPrograms({ environment }: Ground): RabbitPrograms | undefined {
  const server = findProgram(SERVERS, environment)
  const epmd = findProgram(['epmd', '/usr/lib/erlang/bin/epmd', '/opt/homebrew/bin/epmd'], environment)
  return server && epmd ? { server, epmd } : undefined
}
