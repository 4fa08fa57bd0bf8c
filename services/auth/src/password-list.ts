// A list of passwords that are known to everybody, of any length: eight bytes of memory for each, and a look-up without a copy.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'

export interface PasswordList {
  has(password: string): boolean
  readonly count: number
}

/** 80 MB of memory; what is beyond it in a list by frequency is hardly tried any more. */
const entriesAtMost = 10_000_000

/** The first eight bytes of SHA-256: among ten million entries one password in two thousand million is refused by mistake. */
const shortHash = (password: string): bigint =>
  createHash('sha256').update(password.normalize('NFKC').toLowerCase()).digest().readBigUInt64BE()

/** One password a line, plain or compressed by gzip, the most frequent first. */
export async function readPasswordList(file: URL): Promise<PasswordList> {
  const raw = createReadStream(file)
  const input = file.pathname.endsWith('.gz') ? raw.pipe(createGunzip()) : raw
  // A pipe does not hand on what goes wrong at its beginning.
  raw.on('error', (error) => input.destroy(error))
  const hashes: bigint[] = []
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (hashes.length >= entriesAtMost) break
    if (line !== '') hashes.push(shortHash(line))
  }
  const sorted = BigUint64Array.from(hashes).sort()
  return { has: (password) => isAmong(sorted, shortHash(password)), count: sorted.length }
}

function isAmong(sorted: BigUint64Array, wanted: bigint): boolean {
  let [from, to] = [0, sorted.length]
  while (from < to) {
    const middle = (from + to) >>> 1
    const found = sorted[middle] as bigint
    if (found === wanted) return true
    if (found < wanted) from = middle + 1
    else to = middle
  }
  return false
}
