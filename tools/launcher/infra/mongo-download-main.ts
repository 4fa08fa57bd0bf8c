// Prints the path of a mongod, downloaded if need be; ends within seconds where there is no network.
import { mkdirSync } from 'node:fs'
import { DryMongoBinary, MongoBinary } from 'mongodb-memory-server-core'

const VERSION = '8.2.6'
const SOURCE = 'https://fastdl.mongodb.org'
const REACHABLE_WITHIN_MS = 3000

async function pathOfMongod(downloadDir: string): Promise<string> {
  const cached = await DryMongoBinary.locateBinary({ version: VERSION, downloadDir })
  if (cached) return cached
  await fetch(SOURCE, { method: 'HEAD', signal: AbortSignal.timeout(REACHABLE_WITHIN_MS) }).catch(() => {
    throw new Error(`${SOURCE} cannot be reached`)
  })
  mkdirSync(downloadDir, { recursive: true })
  return MongoBinary.getPath({ version: VERSION, downloadDir })
}

pathOfMongod(process.argv[2] ?? '.').then(
  (path) => console.log(path),
  (error: Error) => {
    console.error(error.message.split('\n')[0])
    process.exitCode = 1
  },
)
