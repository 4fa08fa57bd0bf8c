// Files by key, on an S3 server or in a folder: whoever stores one does not see the difference.
import type { Readable } from 'node:stream'
import type { Logger } from '../logger.js'
import type { Resource } from '../resource.js'
import type { ConfigOf } from '../settings.js'
import type { storageSettings } from '../storage-settings.js'
import { openFolder } from './folder.js'
import { openS3 } from './s3.js'

export { copiesOf, copyKeyOf, storeCopy } from './personal-copy.js'

export interface StoredFile {
  key: string
  bytes: number
}

export interface OpenedFile {
  bytes: number
  content: Readable
}

/** What a kind of storage has to be able to do; keys are checked before they come here. */
export interface Shelf extends Resource {
  put(key: string, content: Buffer): Promise<void>
  get(key: string): Promise<OpenedFile | undefined>
  remove(key: string): Promise<void>
  /** In the order of the keys; an empty prefix is that of all. */
  list(prefix: string, limit: number): Promise<StoredFile[]>
}

export interface Storage extends Shelf {
  /** Removes everything whose key begins so; answers how many files that were. */
  removeAll(prefix: string): Promise<number>
}

/** Parts of letters, digits, `.`, `_` and `-`, none of them dots alone: a key leads nowhere but below its place. */
const keyShape = /^(?!.*(^|\/)\.+(\/|$))[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*\/?$/
const longestKey = 500
const largestFile = 50_000_000
const listedAtOnce = 1_000

export async function openStorage(
  config: ConfigOf<typeof storageSettings>,
  { logger }: { logger: Logger },
): Promise<Storage> {
  const shelf = config.endpoint.startsWith('file:')
    ? await openFolder(config.endpoint)
    : await openS3(config, logger)
  const list = (prefix: string, limit: number) =>
    shelf.list(prefix === '' ? prefix : checked(prefix), Math.min(Math.max(limit, 1), listedAtOnce))
  return {
    ...shelf,
    put: async (key, content) => {
      if (content.length > largestFile) throw new Error(`a file of ${content.length} bytes is not stored`)
      await shelf.put(checked(key), content)
    },
    get: async (key) => shelf.get(checked(key)),
    remove: async (key) => shelf.remove(checked(key)),
    list: async (prefix, limit) => list(prefix, limit),
    removeAll: async (prefix) => {
      checked(prefix)
      let removed = 0
      for (;;) {
        const found = await list(prefix, listedAtOnce)
        await Promise.all(found.map(({ key }) => shelf.remove(key)))
        removed += found.length
        if (found.length < listedAtOnce) return removed
      }
    },
  }
}

/** Keys are made by us, of ids and digests; one that is not of that shape is a fault of ours. */
function checked(key: string): string {
  if (key.length > longestKey || !keyShape.test(key)) throw new Error('this is no key of a stored file')
  return key
}
