import assert from 'node:assert/strict'
import { ProfileUpdated, UserPasswordResetRequested, UserRegistered } from '@eventflow/contracts'
import { CallerError } from '@eventflow/runtime'
import type { Letter } from '../letter.js'
import { editedBody } from './edited-body.js'

const letterOf = (type: string | null, body: unknown): Letter =>
  ({
    type,
    messageId: 'm-1',
    schemaVersion: 1,
    properties: {},
    headers: {},
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    editedBody: null,
  }) as Letter

const registered = { ...UserRegistered.examples[0], email: 'ada@example.test' }
const edited = (letter: Letter, patch: Record<string, unknown>) =>
  JSON.parse(editedBody(letter, patch).toString()) as Record<string, unknown>

const refusal = (letter: Letter, patch: Record<string, unknown>): CallerError => {
  try {
    editedBody(letter, patch)
  } catch (error) {
    assert.ok(error instanceof CallerError)
    return error
  }
  assert.fail('the edit was taken')
}

describe('an edit of a dead letter', () => {
  it('changes what it names and leaves the rest', () => {
    const letter = letterOf('user.registered', { ...registered, email: 'nowhere' })
    assert.deepEqual(edited(letter, { email: registered.email }), registered)
  })

  it('goes on from the last edit, not from the first body', () => {
    const letter = letterOf('user.registered', 'gone')
    const once = { ...letter, editedBody: editedBody(letter, { ...registered }) }
    assert.deepEqual(edited(once, { name: 'Grace' }), { ...registered, name: 'Grace' })
  })

  it('gives a new body to what was no JSON at all', () => {
    assert.deepEqual(edited(letterOf('user.registered', '{{'), { ...registered }), registered)
  })

  it('cannot be made of Avro in a shape that nobody knows', () => {
    const avro = { contentType: 'avro/binary' }
    const letter = { ...letterOf('user.registered', 'x'), properties: avro, headers: {} }
    const error = refusal(letter, { ...registered })
    assert.equal(error.code, 'BODY_REFUSED')
    assert.match(JSON.stringify(error.facts.errors), /FORM.*x-avro-fingerprint/)
  })

  it('takes a field away by null, and keeps null where the field has to be there', () => {
    const strange = letterOf('user.registered', { ...registered, strange: 1 })
    assert.deepEqual(edited(strange, { strange: null }), registered)
    const profile = letterOf('profile.updated', { ...ProfileUpdated.examples[0], handle: 'ada' })
    assert.equal(edited(profile, { handle: null }).handle, null)
  })

  it('is refused with a pointer for each problem', () => {
    const error = refusal(letterOf('user.registered', registered), { email: 7, locale: 8 })
    assert.deepEqual([error.code, error.status], ['BODY_REFUSED', 422])
    assert.deepEqual(error.facts.errors?.map(({ pointer }) => pointer).sort(), [
      '/body/email',
      '/body/locale',
    ])
  })

  it('cannot write a sealed field, which would not open', () => {
    const reset = { ...UserPasswordResetRequested.examples[0], token: 'sealed.v1.abc' }
    const error = refusal(letterOf(UserPasswordResetRequested.type, reset), { token: 'in the open' })
    assert.deepEqual(
      error.facts.errors?.map(({ pointer, code }) => [pointer, code]),
      [['/body/token', 'SEALED']],
    )
    const kept = letterOf(UserPasswordResetRequested.type, { ...reset, email: 'x' })
    assert.equal(edited(kept, { email: 'ada@example.test' }).token, 'sealed.v1.abc')
  })

  it('is refused where no contract says what the body has to be', () => {
    assert.equal(refusal(letterOf('ship.sunk', {}), {}).code, 'NO_CONTRACT')
    assert.equal(refusal(letterOf(null, {}), {}).code, 'NO_CONTRACT')
  })
})
