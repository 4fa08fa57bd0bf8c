import assert from 'node:assert/strict'
import type { FoundPolicy } from './broker-state.js'
import { compare } from './compare.js'
import {
  broker,
  driftIn,
  fresh,
  ledgerPolicy,
  linesIn,
  onlyIn,
  wanted,
  without,
  withPolicy,
} from './comparison-under-test.unit.spec.js'
import { lineOf } from './report.js'

describe('the comparison of a broker with what is wanted', () => {
  describe('of policies', () => {
    it('makes a missing one', () => {
      const drift = onlyIn(broker({ policies: without(fresh.policies, 'retry.1s') }))
      assert.match(lineOf(drift), /^- policy retry\.1s: message-ttl 1000, /)
      assert.equal(drift.cure?.path, '/policies/house%2Fone/retry.1s')
    })

    it('names each rule that differs, and puts it back', () => {
      const drift = onlyIn(withPolicy({ definition: { ...ledgerPolicy, 'delivery-limit': 5, expires: 9 } }))
      assert.equal(lineOf(drift), '~ policy ledger: delivery-limit 5, wanted 20; expires 9, wanted not set')
      const body = drift.cure?.body as { definition: object }
      assert.deepEqual(body.definition, ledgerPolicy)
    })

    it('sees another pattern, another priority and another reach', () => {
      assert.match(linesIn(withPolicy({ pattern: '^led' })).join(), /pattern \^led, wanted \^ledger\$/)
      assert.match(linesIn(withPolicy({ priority: 0 })).join(), /priority 0, wanted 10/)
      assert.match(linesIn(withPolicy({ applyTo: 'exchanges' })).join(), /apply-to exchanges, wanted queues/)
    })

    it('takes a reach of quorum queues for the same, as brokers from 3.12 on may tell it', () => {
      assert.deepEqual(linesIn({ ...withPolicy({ applyTo: 'quorum_queues' }), version: '4.1.0' }), [])
    })

    it('says what a delivery limit that is gone means, which changed with 4.0', () => {
      const { 'delivery-limit': limit, ...others } = ledgerPolicy
      assert.equal(limit, 20)
      const state = withPolicy({ definition: others })
      assert.match(linesIn(state).join(), /delivery-limit not set, wanted 20 \(.*redelivers without end\)/)
      assert.match(
        linesIn({ ...state, version: '4.1.0' }).join(),
        /delivery-limit not set, wanted 20 \(this broker takes 20\)/,
      )
    })

    const theirs = (change: Partial<FoundPolicy>): FoundPolicy => ({
      name: 'theirs',
      pattern: '.*',
      applyTo: 'all',
      priority: 50,
      definition: {},
      ...change,
    })

    it('names a stranger that takes queues from their own policies, whichever way its reach is told', () => {
      for (const applyTo of ['all', 'queues', 'quorum_queues']) {
        const drift = onlyIn(
          broker({ policies: [...fresh.policies, theirs({ applyTo, pattern: '^ledger$' })] }),
        )
        assert.match(lineOf(drift), /^\+ policy theirs: priority 50, takes ledger from/)
        assert.equal(drift.cure, undefined)
        assert.match(drift.advice ?? '', /lower its priority/)
      }
    })

    it('takes an equal priority for a danger too, because which of the two holds is chance', () => {
      const state = broker({ policies: [...fresh.policies, theirs({ priority: 10, pattern: '^ledger$' })] })
      assert.match(linesIn(state).join(), /takes ledger/)
    })

    it('takes a pattern that only the broker can read for one that matches', () => {
      const state = broker({ policies: [...fresh.policies, theirs({ pattern: '(?i)^ledger$(?#x)' })] })
      assert.match(linesIn(state).join(), /takes ledger/)
    })

    it('names one that rules nothing of ours as unknown', () => {
      for (const change of [
        { priority: 0 },
        { pattern: '^nobody$' },
        { applyTo: 'exchanges' },
        { applyTo: 'classic_queues' },
        { applyTo: 'streams' },
      ])
        assert.match(
          linesIn(broker({ policies: [...fresh.policies, theirs(change)] })).join(),
          /rules nothing of ours/,
        )
    })

    it('warns of an operator policy, which stands above all of them', () => {
      const { drift, warnings } = compare(
        wanted,
        broker({ operatorPolicies: [theirs({ pattern: '^ledger$' })] }),
      )
      assert.deepEqual(drift, [])
      assert.deepEqual(warnings, ['the operator policy theirs also holds for queue ledger'])
    })
  })

  describe('of users and rights', () => {
    it('names a missing user once, and not each of its rights', () => {
      const state = broker({
        users: { bank: [] },
        permissions: fresh.permissions.filter(({ user }) => user === 'bank'),
        topicPermissions: fresh.topicPermissions.filter(({ user }) => user === 'bank'),
      })
      const drift = onlyIn(state)
      assert.equal(lineOf(drift), '- user ledger: no such user')
      assert.match(drift.advice ?? '', /password/)
    })

    it('gives back rights that are missing or differ', () => {
      const missing = onlyIn(broker({ permissions: fresh.permissions.filter(({ user }) => user === 'bank') }))
      assert.equal(lineOf(missing), '- permission ledger: none in this virtual host')
      assert.equal(missing.cure?.path, '/permissions/house%2Fone/ledger')
      const wider = onlyIn(
        broker({
          permissions: fresh.permissions.map((right) =>
            right.user === 'ledger' ? { ...right, read: '.*' } : right,
          ),
        }),
      )
      assert.equal(lineOf(wider), '~ permission ledger: read .*, wanted ^(ledger)$')
      assert.deepEqual(wider.cure?.body, {
        configure: '^$',
        write: wanted.users.ledger?.write,
        read: '^(ledger)$',
      })
    })

    it('sees that a missing right to routing keys opens all of them', () => {
      const drift = onlyIn(
        broker({ topicPermissions: fresh.topicPermissions.filter(({ user }) => user === 'ledger') }),
      )
      assert.equal(lineOf(drift), '- topic permission bank on bank.events: every routing key is allowed')
      assert.equal(drift.cure?.path, '/topic-permissions/house%2Fone/bank')
    })

    it('sees other routing keys, and a right on another exchange', () => {
      const wider = fresh.topicPermissions.map((right) =>
        right.user === 'bank' ? { ...right, write: '.*' } : right,
      )
      assert.match(linesIn(broker({ topicPermissions: wider })).join(), /~ topic permission .*write \.\*/)
      const more = { user: 'bank', exchange: 'ledger.events', write: '.*', read: '.*' }
      const drift = onlyIn(broker({ topicPermissions: [...fresh.topicPermissions, more] }))
      assert.equal(drift.sign, '+')
      assert.equal(drift.cure, undefined)
    })

    it('sees a service that may administer the broker', () => {
      const drift = onlyIn(broker({ users: { ...fresh.users, bank: ['administrator'] } }))
      assert.equal(lineOf(drift), '~ user bank: tags administrator, wanted none')
    })

    it('is silent about the users of others', () => {
      const stranger = { user: 'root', configure: '.*', write: '.*', read: '.*' }
      assert.deepEqual(driftIn(broker({ permissions: [...fresh.permissions, stranger] })), [])
    })
  })
})
