// Files in a folder of this machine, for a machine that has no S3 server.
import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Shelf, StoredFile } from './storage.js'

/** A file is written aside and then moved, so that nobody reads half of it. */
const unfinished = '.unfinished'

export async function openFolder(endpoint: string): Promise<Shelf> {
  const folder = fileURLToPath(endpoint)
  await mkdir(join(folder, unfinished), { recursive: true })
  const pathOf = (key: string) => join(folder, ...key.split('/'))
  return {
    put: async (key, content) => {
      const aside = join(folder, unfinished, randomUUID())
      await writeFile(aside, content)
      await mkdir(dirname(pathOf(key)), { recursive: true })
      await rename(aside, pathOf(key))
    },
    get: async (key) => {
      const file = await open(pathOf(key)).catch(unlessMissing)
      if (!file) return undefined
      const { size } = await file.stat()
      return { bytes: size, content: createReadStream('', { fd: file }) }
    },
    remove: (key) => rm(pathOf(key), { force: true }),
    list: async (prefix, limit) => {
      const keys = await keysBelow(folder)
      const wanted = keys.filter((key) => key.startsWith(prefix)).sort()
      return Promise.all(
        wanted
          .slice(0, limit)
          .map(async (key): Promise<StoredFile> => ({ key, bytes: (await stat(pathOf(key))).size })),
      )
    },
    dependency: { name: 'storage', check: async () => void (await stat(folder)) },
    close: async () => undefined,
  }
}

async function keysBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name).slice(folder.length).split(sep).filter(Boolean).join('/'),
    )
    .filter((key) => !key.startsWith(unfinished))
}

function unlessMissing(error: unknown): undefined {
  if ((error as { code?: unknown }).code !== 'ENOENT') throw error
}
