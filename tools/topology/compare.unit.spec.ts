import assert from 'node:assert/strict'
import { definitionsOf, type Platform, permissionsOf } from '@eventflow/backbone'
import { defineEvent, uuid } from '@eventflow/contracts'
import type { BrokerState, FoundPolicy } from './broker-state.js'
import { compare } from './compare.js'
import type { Drift, Wanted } from './drift.js'
import { adviceLines, lineOf, reportLines } from './report.js'

const id = '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12'
const Opened = defineEvent({
  type: 'account.opened',
  version: 1,
  producer: 'bank',
  key: 'id',
  schema: { id: uuid() },
  examples: [{ id }],
})
const platform: Platform = {
  services: ['bank', 'ledger'],
  contracts: [Opened],
  consumers: [{ queue: 'ledger', service: 'ledger', contracts: [Opened] }],
}
const wanted: Wanted = {
  vhost: 'house/one',
  definitions: definitionsOf(platform),
  users: { bank: permissionsOf('bank', platform), ledger: permissionsOf('ledger', platform) },
}

/** The state of a broker on which everything is as wanted, except for what is given. */
function broker(change: Partial<BrokerState> = {}): BrokerState {
  const { exchanges, queues, bindings, policies } = wanted.definitions
  return {
    version: '3.10.8',
    exchanges: exchanges.map(({ auto_delete: autoDelete, ...exchange }) => ({
      ...exchange,
      autoDelete,
      arguments: {},
    })),
    queues: queues.map(({ name }) => queue(name)),
    bindings: bindings.map((binding) => ({
      source: binding.source,
      destination: binding.destination,
      destinationType: 'queue',
      routingKey: binding.routing_key,
      arguments: {},
      propertiesKey: binding.routing_key || '~',
    })),
    policies: policies.map(({ 'apply-to': applyTo, ...policy }) => ({ ...policy, applyTo })),
    operatorPolicies: [],
    users: { bank: [], ledger: [], root: ['administrator'] },
    permissions: Object.entries(wanted.users).map(([user, { topics, ...rights }]) => ({ user, ...rights })),
    topicPermissions: Object.entries(wanted.users).flatMap(([user, { topics }]) =>
      topics.map((topic) => ({ user, ...topic })),
    ),
    consumed: new Set(['ledger']),
    ...change,
  }
}

function queue(name: string, change: Partial<BrokerState['queues'][number]> = {}) {
  return { name, type: 'quorum', durable: true, autoDelete: false, arguments: {}, messages: 0, ...change }
}

const fresh = broker()
const without = <T extends { name: string }>(list: readonly T[], name: string): T[] =>
  list.filter((one) => one.name !== name)
const withPolicy = (change: Partial<FoundPolicy>, name = 'ledger') =>
  broker({ policies: fresh.policies.map((one) => (one.name === name ? { ...one, ...change } : one)) })
const withQueue = (change: Partial<BrokerState['queues'][number]>) =>
  broker({ queues: [...without(fresh.queues, 'ledger'), queue('ledger', change)] })
const ledgerPolicy = fresh.policies.find(({ name }) => name === 'ledger')?.definition ?? {}

const driftIn = (state: BrokerState): Drift[] => compare(wanted, state).drift
const linesIn = (state: BrokerState): string[] => driftIn(state).map(lineOf)
const onlyIn = (state: BrokerState): Drift => {
  const [one, ...others] = driftIn(state)
  assert.deepEqual(others, [])
  assert.ok(one)
  return one
}

describe('the comparison of a broker with what is wanted', () => {
  it('finds nothing where everything is as wanted', () => {
    assert.deepEqual(compare(wanted, fresh), { drift: [], warnings: [] })
    assert.deepEqual(reportLines(compare(wanted, fresh)), ['no drift'])
  })

  it('misses everything on an empty broker, and knows a cure for all but the users', () => {
    const empty = broker({
      exchanges: [],
      queues: [],
      bindings: [],
      policies: [],
      users: {},
      permissions: [],
      topicPermissions: [],
      consumed: new Set(),
    })
    const drift = driftIn(empty)
    const { exchanges, queues, bindings, policies } = wanted.definitions
    assert.equal(drift.length, exchanges.length + queues.length + bindings.length + policies.length + 2)
    assert.ok(drift.every(({ sign }) => sign === '-'))
    assert.deepEqual(
      drift.filter(({ cure }) => !cure).map(({ kind, name }) => `${kind} ${name}`),
      ['user bank', 'user ledger'],
    )
    assert.deepEqual(compare(wanted, empty).warnings, [])
  })

  it('groups what it found by kind, in an order of its own', () => {
    const state = broker({
      bindings: fresh.bindings.slice(1),
      exchanges: without(fresh.exchanges, 'dead'),
      queues: without(fresh.queues, 'ledger'),
    })
    const headings = reportLines(compare(wanted, state)).filter((line) => /^[a-z ]+$/.test(line))
    assert.deepEqual(headings, ['exchanges', 'queues', 'bindings'])
  })

  describe('of exchanges', () => {
    it('makes a missing one', () => {
      const { sign, cure } = onlyIn(broker({ exchanges: without(fresh.exchanges, 'dead') }))
      assert.equal(sign, '-')
      assert.equal(cure?.method, 'PUT')
      assert.equal(cure.path, '/exchanges/house%2Fone/dead')
    })

    it('does not touch one of another type, and says what a person can do', () => {
      const exchanges = fresh.exchanges.map((one) => (one.name === 'dead' ? { ...one, type: 'topic' } : one))
      const { cure, advice, ...line } = onlyIn(broker({ exchanges }))
      assert.equal(lineOf(line), '~ exchange dead: type topic, wanted direct')
      assert.equal(cure, undefined)
      assert.match(advice ?? '', /delete dead, apply again/)
    })

    it('leaves an unknown one alone and names it', () => {
      const [known] = fresh.exchanges
      assert.ok(known)
      const stranger = onlyIn(broker({ exchanges: [...fresh.exchanges, { ...known, name: 'theirs' }] }))
      assert.equal(lineOf(stranger), '+ exchange theirs: topic')
      assert.equal(stranger.cure, undefined)
      assert.match(stranger.advice ?? '', /left alone/)
    })
  })

  describe('of queues', () => {
    it('makes a missing one', () => {
      const { sign, cure } = onlyIn(broker({ queues: without(fresh.queues, 'ledger') }))
      assert.equal(sign, '-')
      assert.deepEqual(cure, {
        method: 'PUT',
        path: '/queues/house%2Fone/ledger',
        body: { durable: true, auto_delete: false, arguments: { 'x-queue-type': 'quorum' } },
      })
    })

    for (const [what, change, line] of [
      ['of another type', { type: 'classic' }, 'type classic, wanted quorum'],
      [
        'with arguments of its own',
        { arguments: { 'x-max-length': 5 } },
        'arguments {"x-max-length":5}, wanted {}',
      ],
      ['that does not outlive the broker', { durable: false }, 'durable false, wanted true'],
      ['that goes with its last consumer', { autoDelete: true }, 'autoDelete true, wanted false'],
    ] as const)
      it(`does not touch one ${what}, for it may hold messages`, () => {
        const drift = onlyIn(withQueue({ ...change, messages: 7 }))
        assert.equal(lineOf(drift), `~ queue ledger: ${line}`)
        assert.equal(drift.cure, undefined)
        assert.match(drift.advice ?? '', /needs a new queue.*ledger \(7 messages\)/)
        assert.equal(adviceLines([drift]).length, 1)
      })

    it('takes the depth of a queue for no difference', () => {
      assert.deepEqual(driftIn(withQueue({ messages: 1_000_000 })), [])
    })

    it('leaves an unknown one alone, and names it with what it holds', () => {
      const drift = onlyIn(broker({ queues: [...fresh.queues, queue('theirs', { messages: 3 })] }))
      assert.equal(lineOf(drift), '+ queue theirs: quorum, 3 messages')
      assert.equal(drift.cure, undefined)
    })

    it('warns of one that nobody consumes, if a service should read it, and of no other', () => {
      const { drift, warnings } = compare(wanted, broker({ consumed: new Set() }))
      assert.deepEqual(drift, [])
      assert.deepEqual(warnings, [
        'queue ledger had no consumer when the broker last counted, as it does every 5 s: ledger should read it',
      ])
    })
  })

  describe('of bindings', () => {
    const [first] = fresh.bindings
    assert.ok(first)

    it('makes a missing one', () => {
      const drift = onlyIn(broker({ bindings: fresh.bindings.slice(1) }))
      assert.equal(lineOf(drift), '- binding bank.events -> ledger: routing key "account.opened"')
      assert.deepEqual(drift.cure, {
        method: 'POST',
        path: '/bindings/house%2Fone/e/bank.events/q/ledger',
        body: { routing_key: 'account.opened', arguments: {} },
      })
    })

    it('takes away one that is too much between two of ours', () => {
      const surplus = { ...first, routingKey: '#', propertiesKey: '%23' }
      const drift = onlyIn(broker({ bindings: [...fresh.bindings, surplus] }))
      assert.equal(lineOf(drift), '+ binding bank.events -> ledger: routing key "#"')
      assert.deepEqual(drift.cure, {
        method: 'DELETE',
        path: '/bindings/house%2Fone/e/bank.events/q/ledger/%2523',
      })
    })

    it('tells the same routing key with other arguments apart', () => {
      const other = { ...first, arguments: { x: 1 }, propertiesKey: 'account.opened~abc' }
      assert.deepEqual(
        driftIn(broker({ bindings: [other, ...fresh.bindings.slice(1)] })).map(({ sign }) => sign),
        ['-', '+'],
      )
    })

    it('leaves one alone of which an end is unknown', () => {
      const away = { ...first, destination: 'theirs' }
      const into = { ...first, source: 'theirs' }
      for (const stranger of [away, into]) {
        const drift = onlyIn(broker({ bindings: [...fresh.bindings, stranger] }))
        assert.equal(drift.sign, '+')
        assert.equal(drift.cure, undefined)
      }
    })
  })

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
