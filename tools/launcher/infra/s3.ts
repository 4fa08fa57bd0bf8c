// Provides S3 storage: from an address, Docker, versitygw on this machine or built from source, or a plain folder.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Component, type Ground, Impossible, type Provided } from '../component.js'
import { spawnOwned } from '../owned-process.js'
import { findProgram } from '../run-command.js'
import { waitUntil } from '../wait-until.js'
import { containerWay } from './container-way.js'
import { type Bucket, makeBucket } from './s3-bucket.js'
import { buildVersitygw } from './s3-build.js'
import { firstThatWorks, type NotHere } from './ways.js'

const BUCKET = 'eventflow'
const READY_WITHIN_MS = 30_000
const ADVICE =
  'make the folder of the stack writable, start Docker, or set S3_ENDPOINT, S3_ACCESS_KEY and S3_SECRET_KEY'

const fromDocker = containerWay({
  service: 's3',
  title: 'S3 server',
  describe: async (ground) => {
    const { bucket, port } = await describeBucket(ground)
    const { accessKey, secretKey } = bucket
    return {
      port,
      addresses: addressesOf(bucket),
      variables: { EVENTFLOW_S3_PORT: String(port), S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey },
      ask: async () => {
        await makeBucket(bucket)
        return 'versitygw'
      },
    }
  },
})

export const s3: Component = {
  name: 's3',
  provide: firstThatWorks(
    'S3 storage',
    [fromAddress, fromDocker, fromProgram, fromSource, fromFolder],
    ADVICE,
  ),
}

async function fromAddress({ environment }: Ground): Promise<Provided | NotHere> {
  const { S3_ENDPOINT: endpoint, S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey } = environment
  if (!endpoint) return { not: 'S3_ENDPOINT is not set' }
  if (!URL.canParse(endpoint)) throw new Impossible('S3_ENDPOINT is not an address', 'correct or unset it')
  const { host } = new URL(endpoint)
  if (!accessKey || !secretKey) {
    throw new Impossible(
      `S3_ENDPOINT (${host}) is set without its keys`,
      'set S3_ACCESS_KEY and S3_SECRET_KEY too',
    )
  }
  const bucket = { endpoint, accessKey, secretKey, name: BUCKET }
  try {
    await makeBucket(bucket)
  } catch (error) {
    const what = `S3_ENDPOINT (${host}) does not offer a bucket "${BUCKET}": ${(error as Error).message}`
    throw new Impossible(what, 'start that server, correct its address and keys, or unset S3_ENDPOINT')
  }
  return { how: `S3 at ${host}, named by S3_ENDPOINT`, addresses: addressesOf(bucket), owned: [] }
}

async function fromProgram(ground: Ground): Promise<Provided | NotHere> {
  const program = findProgram(['versitygw'], ground.environment)
  return program ? startVersitygw(program, ground) : { not: 'there is no versitygw on this machine' }
}

async function fromSource(ground: Ground): Promise<Provided | NotHere> {
  const built = await buildVersitygw(ground)
  return 'not' in built ? built : startVersitygw(built.program, ground)
}

/** No server at all: services keep files in a folder behind the same storage port. */
async function fromFolder(ground: Ground): Promise<Provided> {
  const folder = join(ground.folder, 's3', 'objects')
  mkdirSync(folder, { recursive: true })
  return {
    how: `a folder instead of S3 (${folder})`,
    addresses: { s3: pathToFileURL(folder).href },
    owned: [],
  }
}

async function startVersitygw(program: string, ground: Ground): Promise<Provided> {
  const folder = join(ground.folder, 's3')
  const [objects, attributes] = [join(folder, 'objects'), join(folder, 'attributes')]
  for (const each of [objects, attributes]) mkdirSync(each, { recursive: true })
  const { bucket, port } = await describeBucket(ground)
  const server = spawnOwned({
    name: 's3',
    command: program,
    // Attributes in files of their own: not every file system keeps extended ones, and a copied folder loses them.
    args: ['--quiet', '--port', `127.0.0.1:${port}`, 'posix', '--sidecar', attributes, objects],
    environment: {
      PATH: ground.environment.PATH,
      ROOT_ACCESS_KEY_ID: bucket.accessKey,
      ROOT_SECRET_ACCESS_KEY: bucket.secretKey,
    },
    folder,
    logFile: join(folder, 's3.log'),
  })
  try {
    const waiting = { timeoutMs: READY_WITHIN_MS, signal: ground.signal, process: server }
    await waitUntil('the S3 server', () => makeBucket(bucket), waiting)
    return {
      how: `private S3 server (versitygw) on port ${port}`,
      addresses: addressesOf(bucket),
      owned: [server],
    }
  } catch (error) {
    await server.stop()
    throw error
  }
}

async function describeBucket(ground: Ground): Promise<{ bucket: Bucket; port: number }> {
  const port = await ground.port('s3')
  const [accessKey, secretKey] = [ground.secret('S3_ACCESS_KEY').slice(0, 20), ground.secret('S3_SECRET_KEY')]
  return { port, bucket: { endpoint: `http://127.0.0.1:${port}`, accessKey, secretKey, name: BUCKET } }
}

const addressesOf = ({ endpoint, accessKey, secretKey }: Bucket) => ({
  s3: endpoint,
  s3AccessKey: accessKey,
  s3SecretKey: secretKey,
})
