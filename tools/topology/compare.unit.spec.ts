import assert from 'node:assert/strict'
import { compare } from './compare.js'
import {
  broker,
  driftIn,
  fresh,
  onlyIn,
  queue,
  wanted,
  without,
  withQueue,
} from './comparison-under-test.unit.spec.js'
import { adviceLines, lineOf, reportLines } from './report.js'

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
})
