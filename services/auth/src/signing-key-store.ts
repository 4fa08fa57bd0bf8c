// The keys that sign access tokens, shared by all replicas: the private half is sealed before it reaches the database.
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { KeySource } from '@eventflow/http'
import { createSealer } from '@eventflow/runtime'
import type { Database } from '@eventflow/runtime/database'
import { calculateJwkThumbprint, type JWK } from 'jose'
import { SigningKeyRow } from './entities.js'

export interface SigningKeys {
  /** The key that signs. */
  current(): { kid: string; privateKey: KeyObject }
  /** The published key of a token, if it is one of ours. */
  publicKey: KeySource
  /** The JSON Web Key Set. */
  published(): { keys: JWK[] }
}

const creationLock = 7_314_101

/** Loads the keys; the first replica that finds none makes one while the others wait. */
export async function openSigningKeys(database: Database, sealingKey: Buffer): Promise<SigningKeys> {
  const sealer = createSealer([sealingKey])
  const rows = await database.transaction(async (transaction) => {
    await transaction.query('select pg_advisory_xact_lock($1)', [creationLock])
    const known = await transaction.find(SigningKeyRow, { order: { createdAt: 'desc' } })
    if (known.length > 0) return known
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const exported = publicKey.export({ format: 'jwk' }) as Record<string, string>
    const publicJwk = { ...exported, alg: 'ES256', use: 'sig' }
    const kid = await calculateJwkThumbprint(publicJwk as JWK)
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
    const row = {
      kid,
      publicJwk: { ...publicJwk, kid },
      sealedPrivateKey: sealer.seal(pem, kid),
      createdAt: new Date(),
    }
    await transaction.insert(SigningKeyRow, row)
    return [row]
  })
  const [newest] = rows
  if (!newest) throw new Error('there is no signing key')
  const current = {
    kid: newest.kid,
    privateKey: createPrivateKey(sealer.open(newest.sealedPrivateKey, newest.kid)),
  }
  const byKid = new Map(
    rows.map(({ kid, publicJwk }) => [kid, createPublicKey({ key: publicJwk, format: 'jwk' })]),
  )
  return {
    current: () => current,
    publicKey: async (kid) => byKid.get(kid),
    published: () => ({ keys: rows.map(({ publicJwk }) => publicJwk as JWK) }),
  }
}
