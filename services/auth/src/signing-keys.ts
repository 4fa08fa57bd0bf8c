// The signing keys as this replica knows them: told at once of new ones, rotated by age, by any replica and once.
import type { KeyObject } from 'node:crypto'
import type { Backbone } from '@eventflow/backbone'
import { SigningKeyRotated } from '@eventflow/contracts'
import { type Act, type Actor, type Audited, type KeySource, keyLookUp } from '@eventflow/http'
import type { Clock, Logger, Resource } from '@eventflow/runtime'
import type { Database, Transaction } from '@eventflow/runtime/database'
import type { JWK } from 'jose'
import { isDueAt, outdatedAt, signerAt, waitingAt } from './signing-key.js'
import { keysChanged, type SigningKeyStore, signingKeyStore, type UsableKey } from './signing-key-store.js'

export interface SigningKeys extends Resource {
  /** The key that signs. */
  current(): { kid: string; privateKey: KeyObject }
  /** The published key of a token, if it is one of ours. */
  publicKey: KeySource
  /** The JSON Web Key Set. */
  published(): { keys: JWK[] }
  /** Publishes another key, which signs once all verifiers can know it; the one that waits already, if there is one. */
  rotate(by: { actor: Actor; address: string }): Promise<{ kid: string; signsFrom: Date }>
}

interface Wiring {
  database: Database
  audited: Audited
  backbone: Backbone
  rules: {
    keySealingKeys: readonly Buffer[]
    leadSeconds: number
    lifeDays: number
    accessLifeSeconds: number
  }
  logger: Logger
  now: Clock
}

/** A key is published for so much longer than its last token lives: clocks differ, and a replica may hear late of its successor. */
const marginSeconds = 60
/** What is told through the database may be missed, and age is told by nobody. */
const lookEveryMs = 20_000

interface KeyParts extends Wiring {
  store: SigningKeyStore
}

export async function openSigningKeys(wiring: Wiring): Promise<SigningKeys> {
  const { database, rules, logger, now } = wiring
  const store = signingKeyStore(database, rules.keySealingKeys)
  const parts = { ...wiring, store }
  await ensureOne(parts)
  let keys = await store.all()
  const load = async () => {
    keys = await store.all()
    return new Map(keys.map(({ kid, publicKey }) => [kid, publicKey]))
  }
  const lookUp = keyLookUp({ look: load })
  const loadOrSay = () =>
    load().catch((error: unknown) => logger.warn('the signing keys could not be read', { error }))
  const tend = async () => {
    try {
      if (isDueAt(keys, now(), rules.lifeDays)) await rotateOnce(parts, byItself)
      await forgetOutdated(parts, keys)
      await load()
    } catch (error) {
      logger.warn('the signing keys could not be tended', { error })
    }
  }
  await tend()
  const listening = database.listen(keysChanged, () => void loadOrSay())
  const timer = setInterval(() => void tend(), lookEveryMs).unref()
  return {
    current: () => {
      const signer = signerAt(keys, now())
      if (!signer) throw new Error('there is no key that signs')
      return signer
    },
    publicKey: async (kid) => keys.find((key) => key.kid === kid)?.publicKey ?? lookUp(kid),
    published: () => ({ keys: keys.map(({ publicJwk }) => publicJwk) }),
    rotate: async (by) => {
      const { kid, signsFrom } = await rotateOnce(parts, by)
      await load()
      return { kid, signsFrom }
    },
    close: async () => {
      clearInterval(timer)
      await listening.close()
    },
  }
}

const byItself = { actor: { kind: 'service', id: 'auth' } as const, address: '' }

/** The first key of all signs at once: nobody has a key set yet that it could be missing from. */
async function ensureOne({ database, store, now }: KeyParts): Promise<void> {
  await database.transaction(async (transaction) => {
    const known = await store.lock(transaction)
    const at = now()
    if (known.length === 0) await store.add(transaction, { at, signsFrom: at })
  })
}

/** Under the lock it is looked again: of replicas that find the key too old at the same time one makes another. */
async function rotateOnce(
  { backbone, audited, store, rules, now }: KeyParts,
  { actor, address }: { actor: Actor; address: string },
): Promise<UsableKey> {
  const { key } = await backbone.transact(async (transaction) => {
    const keys = await store.lock(transaction)
    const at = now()
    const isWanted = actor.kind !== 'service' || isDueAt(keys, at, rules.lifeDays)
    const known = waitingAt(keys, at) ?? (isWanted ? undefined : signerAt(keys, at))
    if (known) return { key: known, events: [] }
    const key = await store.add(transaction, {
      at,
      signsFrom: new Date(at.getTime() + rules.leadSeconds * 1_000),
    })
    const act: Act = { action: 'key.rotated', target: `key:${key.kid}`, actor, address }
    const signsFrom = key.signsFrom.toISOString()
    return {
      key,
      events: [
        SigningKeyRotated({ kid: key.kid, signsFrom }),
        audited.word(act, 'done', { after: { signsFrom } }),
      ],
    }
  })
  return key
}

async function forgetOutdated({ database, store, rules, now }: KeyParts, keys: readonly UsableKey[]) {
  const keepSeconds = rules.accessLifeSeconds + marginSeconds
  const goneIn = (known: readonly UsableKey[]) => outdatedAt(known, now(), keepSeconds).map(({ kid }) => kid)
  if (goneIn(keys).length === 0) return
  await database.transaction(async (transaction: Transaction) => {
    await store.remove(transaction, goneIn(await store.lock(transaction)))
  })
}
