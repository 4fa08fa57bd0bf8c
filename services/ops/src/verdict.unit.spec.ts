import assert from 'node:assert/strict'
import { SessionStarted, UserPasswordResetRequested, UserRegistered } from '@eventflow/contracts'
import { verdictOf } from './verdict.js'

const bytes = (data: unknown) => Buffer.from(typeof data === 'string' ? data : JSON.stringify(data))
const example = UserRegistered.examples[0]
const letter = { type: 'user.registered', messageId: 'm-1', schemaVersion: 1, properties: {}, headers: {} }
const pointersOf = (data: unknown, change: Partial<typeof letter> = {}) =>
  verdictOf({ ...letter, ...change }, bytes(data)).problems.map(({ pointer }) => pointer)

describe('the verdict on a dead letter', () => {
  it('is that it is valid when its contract reads it', () => {
    const { valid, problems, contractVersion } = verdictOf(letter, bytes(example))
    assert.deepEqual([valid, problems, contractVersion], [true, [], UserRegistered.version])
  })

  it('points at every field that breaks a rule', () => {
    const broken = { ...example, email: 'nowhere', locale: 7, name: undefined }
    assert.deepEqual(pointersOf(broken).sort(), ['/email', '/locale', '/name'])
  })

  it('points into lists and objects', () => {
    const { actor, ...rest } = { actor: { kind: 'ghost', id: 'x' }, action: 'a', target: 't' }
    const audit = { ...rest, actor, outcome: 'done', at: '2026-11-21T12:00:00.000Z' }
    assert.deepEqual(pointersOf(audit, { type: 'audit.recorded' }), ['/actor/kind'])
  })

  it('is about the whole when there is no object to point into', () => {
    for (const body of ['not JSON', '[]', '7', 'null', '']) assert.deepEqual(pointersOf(body), [''], body)
  })

  it('says that a type or a version is not known, or that there is no id', () => {
    assert.match(
      verdictOf({ ...letter, type: 'ship.sunk' }, bytes({})).problems[0]?.detail ?? '',
      /ship\.sunk/,
    )
    assert.deepEqual(pointersOf(example, { schemaVersion: 99 }), [''])
    const nameless = verdictOf({ ...letter, messageId: null } as never, bytes(example))
    assert.equal(nameless.valid, false)
  })

  it('checks around a sealed field, which only its consumer can open', () => {
    const sealed = { ...UserPasswordResetRequested.examples[0], token: `sealed.v1.${'x'.repeat(3_000)}` }
    const reset = { ...letter, type: UserPasswordResetRequested.type }
    const verdict = verdictOf(reset, bytes(sealed))
    assert.deepEqual([verdict.valid, verdict.sealed], [true, ['token']])
    assert.equal(verdictOf(reset, bytes({ ...sealed, email: 1 })).valid, false)
    assert.deepEqual(verdictOf({ ...letter, type: SessionStarted.type }, bytes({})).sealed, [
      ...SessionStarted.sealed,
    ])
  })
})
