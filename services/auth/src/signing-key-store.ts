// The keys that sign access tokens, in PostgreSQL for all replicas: the private half is sealed before it gets there.
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createSealer } from '@eventflow/runtime'
import type { Database, Transaction } from '@eventflow/runtime/database'
import { calculateJwkThumbprint, type JWK } from 'jose'
import { In } from 'typeorm'
import { SigningKeyRow } from './entities.js'
import type { SigningKey } from './signing-key.js'

export interface UsableKey extends SigningKey {
  publicJwk: JWK
  publicKey: KeyObject
  privateKey: KeyObject
}

export interface SigningKeyStore {
  /** The one that signs last comes first. */
  all(): Promise<UsableKey[]>
  /** The same, while all other replicas wait until the transaction ends. */
  lock(transaction: Transaction): Promise<UsableKey[]>
  /** Makes a key, keeps it, and tells all replicas. */
  add(transaction: Transaction, times: { at: Date; signsFrom: Date }): Promise<UsableKey>
  remove(transaction: Transaction, kids: readonly string[]): Promise<void>
}

export const keysChanged = 'signing_keys_changed'

const keysLock = 7_314_101

/** The first of the sealing keys seals; what an older one has sealed is opened, and sealed anew when it is locked. */
export function signingKeyStore(database: Database, sealingKeys: readonly Buffer[]): SigningKeyStore {
  const ring = createSealer(sealingKeys)
  const newest = createSealer(sealingKeys.slice(0, 1))
  const usable = (row: SigningKeyRow): UsableKey => ({
    ...{ kid: row.kid, createdAt: row.createdAt, signsFrom: row.signsFrom, publicJwk: row.publicJwk as JWK },
    publicKey: createPublicKey({ key: row.publicJwk, format: 'jwk' }),
    privateKey: createPrivateKey(ring.open(row.sealedPrivateKey, row.kid)),
  })
  const sealAnew = async (transaction: Transaction, { kid, sealedPrivateKey }: SigningKeyRow) => {
    if (opens(newest, sealedPrivateKey, kid)) return
    const sealedAnew = newest.seal(ring.open(sealedPrivateKey, kid), kid)
    await transaction.update(SigningKeyRow, { kid }, { sealedPrivateKey: sealedAnew })
  }
  return {
    all: async () =>
      (await database.reader.find(SigningKeyRow, { order: { signsFrom: 'desc' } })).map(usable),
    lock: async (transaction) => {
      await transaction.query('select pg_advisory_xact_lock($1)', [keysLock])
      const rows = await transaction.find(SigningKeyRow)
      for (const row of rows) await sealAnew(transaction, row)
      return rows.map(usable)
    },
    add: async (transaction, { at, signsFrom }) => {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const exported = publicKey.export({ format: 'jwk' }) as Record<string, string>
      const kid = await calculateJwkThumbprint(exported as JWK)
      const publicJwk = { ...exported, alg: 'ES256', use: 'sig', kid }
      const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
      const row = { kid, publicJwk, sealedPrivateKey: newest.seal(pem, kid), createdAt: at, signsFrom }
      await transaction.insert(SigningKeyRow, row)
      await database.notify(transaction, keysChanged)
      return usable(row)
    },
    remove: async (transaction, kids) => {
      await transaction.delete(SigningKeyRow, { kid: In([...kids]) })
      await database.notify(transaction, keysChanged)
    },
  }
}

function opens(sealer: ReturnType<typeof createSealer>, sealed: string, binding: string): boolean {
  try {
    sealer.open(sealed, binding)
    return true
  } catch {
    return false
  }
}
