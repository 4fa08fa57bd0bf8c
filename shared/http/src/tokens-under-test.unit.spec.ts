// Tokens as auth signs them and as nobody should, at a time of the specs' own, and what checks them.
import assert from 'node:assert/strict'
import type { KeyObject } from 'node:crypto'
import { CallerError } from '@eventflow/runtime'
import { goodClaims, goodHeader, newKeyPair, signed } from './app-under-test.unit.spec.js'
import { createVerifier, type TokenRules } from './verify-token.js'

export const { publicKey, privateKey } = newKeyPair()
export const startMs = Date.parse('2026-11-21T12:00:00.000Z')
export const seconds = Math.floor(startMs / 1_000)
export const skewSeconds = 5

export const verifierAt = (time: { ms: number } = { ms: startMs }, rules: Partial<TokenRules> = {}) =>
  createVerifier({
    issuer: 'eventflow',
    audience: 'eventflow',
    keyOf: async (kid) => (kid === goodHeader.kid ? publicKey : undefined),
    now: () => time.ms,
    ...rules,
  })

export const good = () => goodClaims(startMs)
export const tokenWith = (claims: object = {}, header: object = {}, key: KeyObject = privateKey) =>
  signed({ ...goodHeader, ...header }, { ...good(), ...claims }, key)

export const isRefused = async (token: string, verify = verifierAt()) => {
  await assert.rejects(
    verify(token),
    (error) => error instanceof CallerError && error.code === 'UNAUTHENTICATED',
  )
}

export const encoded = (part: object | string) =>
  Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url')
