// Finds the logs of a stack and reads on where they grow.
import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'

const LOOK_EVERY_MS = 250
// Servers leave logs of their own beside, under names that nobody would ask for.
const LOG_NAME = /^[a-z0-9][a-z0-9-]*\.log$/
const CHUNK_BYTES = 64 * 1024

/** By the name of the process; the data folders of the servers are not searched. */
export function findLogs(folder: string, depth = 2): Map<string, string> {
  if (!existsSync(folder)) return new Map()
  const entries = readdirSync(folder, { withFileTypes: true })
  const found = entries.flatMap((entry): Array<[string, string]> => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return depth > 0 && entry.name !== 'data' ? [...findLogs(path, depth - 1)] : []
    return LOG_NAME.test(entry.name) ? [[basename(entry.name, '.log'), path]] : []
  })
  return new Map(found)
}

/** Hands on what is written from now on, until the signal is aborted; a log that was put aside starts anew. */
export function followLog(file: string, take: (text: string) => void, stop: AbortSignal): void {
  let position = sizeOf(file)
  const timer = setInterval(() => {
    const size = sizeOf(file)
    if (size < position) position = 0
    if (size > position) position += readFrom(file, position, take)
  }, LOOK_EVERY_MS)
  stop.addEventListener('abort', () => clearInterval(timer), { once: true })
}

function sizeOf(file: string): number {
  return existsSync(file) ? statSync(file).size : 0
}

function readFrom(file: string, position: number, take: (text: string) => void): number {
  const handle = openSync(file, 'r')
  try {
    const buffer = Buffer.alloc(CHUNK_BYTES)
    const length = readSync(handle, buffer, 0, CHUNK_BYTES, position)
    take(buffer.toString('utf8', 0, length))
    return length
  } finally {
    closeSync(handle)
  }
}
