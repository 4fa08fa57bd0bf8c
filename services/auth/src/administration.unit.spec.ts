import assert from 'node:assert/strict'
import { newId } from '@eventflow/runtime'
import type { Account } from './account.js'
import { type AccountChange, decideChange } from './administration.js'

const account: Account = {
  ...{ id: newId(), email: 'ada@example.test', name: 'Ada', passwordHash: 'x', emailVerified: true },
  ...{ roles: ['user'], disabled: false, createdAt: new Date(0) },
}
const decided = (
  from: Partial<Account>,
  wanted: AccountChange,
  around: { askedBy?: string; otherAdmins?: number } = {},
) => decideChange({ ...account, ...from }, wanted, { askedBy: newId(), otherAdmins: 1, ...around })
const told = ({ events }: ReturnType<typeof decided>) => events.map(({ contract }) => contract.type)

describe('a change by an admin', () => {
  it('gives and takes roles, which ends the sessions that carry the others', () => {
    const outcome = decided({}, { roles: ['user', 'operator', 'operator'] })
    assert.deepEqual(outcome.account.roles, ['user', 'operator'])
    assert.deepEqual(told(outcome), ['user.roles-changed'])
    assert.equal(outcome.endsSessions, true)
  })

  it('closes and opens accounts, of which closing ends sessions', () => {
    assert.deepEqual(told(decided({}, { disabled: true })), ['user.disabled'])
    assert.equal(decided({}, { disabled: true }).endsSessions, true)
    assert.deepEqual(told(decided({ disabled: true }, { disabled: false })), ['user.enabled'])
    assert.equal(decided({ disabled: true }, { disabled: false }).endsSessions, false)
  })

  it('says and ends nothing where everything is as it is wanted', () => {
    for (const wanted of [{}, { roles: ['user' as const] }, { disabled: false }]) {
      const outcome = decided({}, wanted)
      assert.deepEqual([told(outcome), outcome.endsSessions], [[], false])
    }
    const swapped = decided({ roles: ['user', 'admin'] }, { roles: ['admin', 'user'] })
    assert.deepEqual(told(swapped), [])
  })

  it('never takes the last admin away, by role or by closing', () => {
    const admin = { roles: ['user', 'admin'] as Account['roles'] }
    for (const wanted of [{ roles: ['user' as const] }, { disabled: true }]) {
      assert.throws(() => decided(admin, wanted, { otherAdmins: 0 }), { code: 'LAST_ADMIN' })
      decided(admin, wanted, { otherAdmins: 1 })
    }
    decided({ ...admin, disabled: true }, { roles: ['user'] }, { otherAdmins: 0 })
  })

  it('is nothing that anybody does to themselves', () => {
    const own = { askedBy: account.id }
    for (const wanted of [{ roles: ['user' as const, 'admin' as const] }, { disabled: true }])
      assert.throws(() => decided({}, wanted, own), { code: 'OWN_ACCOUNT' })
    decided({}, { roles: ['user'], disabled: false }, own)
  })
})
