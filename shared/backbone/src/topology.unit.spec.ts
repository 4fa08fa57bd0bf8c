import assert from 'node:assert/strict'
import { defineEvent, uuid } from '@eventflow/contracts'
import { type Definitions, definitionsOf, type Platform, permissionsOf, retrySteps } from './topology.js'

const exampleId = '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12'
const event = (type: string, producer: string) =>
  defineEvent({
    type,
    version: 1,
    producer,
    key: 'id',
    schema: { id: uuid() },
    examples: [{ id: exampleId }],
  })

const Opened = event('account.opened', 'bank')
const Closed = event('account.closed', 'bank')
const Greeted = event('guest.greeted', 'desk')
const Noted = event('audit.noted', 'any')

const platform: Platform = {
  services: ['desk', 'bank', 'ledger'],
  contracts: [Opened, Closed, Greeted, Noted],
  consumers: [
    { queue: 'ledger', service: 'ledger', contracts: [Opened, Noted] },
    { queue: 'desk', service: 'desk', contracts: [Opened] },
    { queue: 'desk.letters', service: 'desk', contracts: [Closed] },
  ],
}
const consumerQueues = ['desk', 'desk.letters', 'ledger']

describe('the topology', () => {
  const { exchanges, queues, bindings, policies } = definitionsOf(platform)
  const policyOf = (queue: string) => policies.filter(({ pattern }) => new RegExp(pattern).test(queue))
  const definition = (queue: string) => policyOf(queue)[0]?.definition ?? {}
  const sourcesOf = (queue: string, routingKey: string) =>
    bindings
      .filter(({ destination, routing_key }) => destination === queue && routing_key === routingKey)
      .map(({ source }) => source)
      .sort()

  it('gives every queue exactly one policy, and every policy exactly one queue', () => {
    for (const { name } of queues) assert.equal(policyOf(name).length, 1, name)
    for (const { pattern } of policies)
      assert.equal(queues.filter(({ name }) => new RegExp(pattern).test(name)).length, 1, pattern)
  })

  it('has a queue and a dead-letter queue for each consumer, and one for each wait', () => {
    const waits = retrySteps.map(({ name }) => `retry.${name}`)
    const expected = [...consumerQueues, ...consumerQueues.map((queue) => `${queue}.dead`), ...waits]
    assert.deepEqual(queues.map(({ name }) => name).sort(), expected.sort())
  })

  it('leaves in the queue only what cannot change later: that it is a durable quorum queue', () => {
    for (const queue of queues) {
      assert.deepEqual(queue.arguments, { 'x-queue-type': 'quorum' })
      assert.equal(queue.durable, true)
      assert.equal(queue.auto_delete, false)
    }
  })

  it('writes policies that brokers before 3.12 load as well', () => {
    assert.deepEqual([...new Set(policies.map((policy) => policy['apply-to']))], ['queues'])
  })

  it('leads what a consumer lets die to the dead-letter queue of that consumer', () => {
    for (const queue of consumerQueues) {
      assert.equal(definition(queue)['dead-letter-exchange'], 'dead')
      assert.equal(definition(queue)['dead-letter-routing-key'], queue)
      assert.deepEqual(sourcesOf(`${queue}.dead`, queue), ['dead'])
    }
  })

  it('leads a retry back to the queue it came from and to no other', () => {
    for (const { name, waitMs } of retrySteps) {
      const wait = definition(`retry.${name}`)
      assert.equal(wait['message-ttl'], waitMs)
      assert.equal(wait['dead-letter-exchange'], 'retry.return')
      assert.equal(wait['dead-letter-routing-key'], undefined)
      assert.deepEqual(sourcesOf(`retry.${name}`, ''), [`retry.${name}`])
    }
    for (const queue of consumerQueues) {
      const returns = bindings.filter(
        ({ source, routing_key }) => source === 'retry.return' && routing_key === queue,
      )
      assert.deepEqual(
        returns.map(({ destination }) => destination),
        [queue],
      )
    }
  })

  it('lets each wait be longer than the one before', () => {
    const waits = retrySteps.map(({ waitMs }) => waitMs)
    assert.deepEqual(
      waits,
      [...new Set(waits)].sort((a, b) => a - b),
    )
  })

  it('asks for at-least-once dead-lettering only together with what the broker needs for it', () => {
    const strict = policies.filter((policy) => policy.definition['dead-letter-strategy'] === 'at-least-once')
    assert.equal(strict.length, consumerQueues.length + retrySteps.length)
    for (const { definition: rules } of strict) {
      assert.equal(rules.overflow, 'reject-publish')
      assert.ok(rules['dead-letter-exchange'])
    }
  })

  it('bounds every queue, and how often the broker redelivers wherever somebody consumes', () => {
    for (const { name } of queues) assert.ok(Number(definition(name)['max-length']) > 0, name)
    for (const queue of consumerQueues) {
      assert.equal(definition(queue)['delivery-limit'], 20)
      assert.ok(Number(definition(`${queue}.dead`)['delivery-limit']) > 1_000)
      assert.equal(definition(`${queue}.dead`)['message-ttl'], undefined)
    }
  })

  it('binds an event to the exchange of its producer, one of any producer to all of them', () => {
    assert.deepEqual(sourcesOf('desk', 'account.opened'), ['bank.events'])
    assert.deepEqual(sourcesOf('desk.letters', 'account.closed'), ['bank.events'])
    assert.deepEqual(sourcesOf('ledger', 'account.opened'), ['bank.events'])
    assert.deepEqual(sourcesOf('ledger', 'audit.noted'), ['bank.events', 'desk.events', 'ledger.events'])
    assert.deepEqual(sourcesOf('desk', 'guest.greeted'), [])
  })

  it('names nothing that it does not declare', () => {
    const exchangeNames = exchanges.map(({ name }) => name)
    const queueNames = queues.map(({ name }) => name)
    for (const { source, destination } of bindings) {
      assert.ok(exchangeNames.includes(source), source)
      assert.ok(queueNames.includes(destination), destination)
    }
    for (const { definition: rules } of policies)
      assert.ok([undefined, ...exchangeNames].includes(rules['dead-letter-exchange'] as string | undefined))
  })

  it('declares nothing twice, also where two reactions read one event', () => {
    const [first, ...others] = platform.consumers
    const twice = { queue: 'ledger', service: 'ledger', contracts: [Opened, Noted, Opened] }
    const doubled = definitionsOf({ ...platform, consumers: [twice, ...others] })
    assert.ok(first)
    for (const part of ['exchanges', 'queues', 'bindings', 'policies'] as const) {
      const items = (doubled[part] as Array<Definitions[typeof part][number]>).map((item) =>
        JSON.stringify(item),
      )
      assert.deepEqual(items, [...new Set(items)], part)
    }
  })

  it('comes out the same whatever the order in which services and consumers are found', () => {
    const turned = { ...platform, services: [...platform.services].reverse() }
    turned.consumers = [...platform.consumers].reverse()
    assert.deepEqual(definitionsOf(turned), definitionsOf(platform))
  })
})

describe('the rights of a service', () => {
  const rights = permissionsOf('desk', platform)
  const may = (pattern: string, names: readonly string[]) =>
    names.filter((name) => new RegExp(pattern).test(name))
  const everything = definitionsOf(platform)
  const places = [...everything.exchanges, ...everything.queues].map(({ name }) => name)
  const strangers = [
    '',
    'amq.default',
    'amq.topic',
    'deskXevents',
    'xdesk.events',
    'desk.events2',
    'xdesk',
    'desk2',
  ]

  it('reads its own queues, and neither dead letters nor what belongs to others', () => {
    assert.deepEqual(may(rights.read, [...places, ...strangers]), ['desk', 'desk.letters'])
  })

  it('writes to its own exchange, the ladder and the dead, and to nothing else', () => {
    const ladder = retrySteps.map(({ name }) => `retry.${name}`)
    const expected = ['desk.events', 'dead', ...ladder]
    assert.deepEqual([...new Set(may(rights.write, [...places, ...strangers]))].sort(), expected.sort())
  })

  it('declares and deletes nothing', () => {
    assert.deepEqual(may(rights.configure, [...places, ...strangers]).filter(Boolean), [])
  })

  it('publishes the events it owns and those that everybody may, under its own exchange', () => {
    const [topic, ...others] = rights.topics
    assert.equal(topic?.exchange, 'desk.events')
    assert.deepEqual(others, [])
    const types = ['guest.greeted', 'audit.noted', 'account.opened', 'account.closed']
    const alike = ['guestXgreeted', 'guest.greeted.v2', 'x.guest.greeted', 'guest', '#', '']
    assert.deepEqual(may(topic?.write ?? '', [...types, ...alike]), ['guest.greeted', 'audit.noted'])
  })

  describe('which looks after the messages of all others', () => {
    const operated = { ...platform, operators: ['bank'] }
    const operator = permissionsOf('bank', operated)

    it('reads every dead letter, and no other queue than its own', () => {
      const dead = consumerQueues.map((queue) => `${queue}.dead`)
      assert.deepEqual(
        may(operator.read, [...places, ...strangers, '.dead', 'deadXdead']).sort(),
        dead.sort(),
      )
    })

    it('returns a message to one consumer, and writes to no exchange of another', () => {
      const before = may(permissionsOf('bank', platform).write, [...places, ...strangers])
      const after = may(operator.write, [...places, ...strangers])
      assert.deepEqual(
        after.filter((name) => !before.includes(name)),
        ['retry.return'],
      )
      assert.deepEqual(operator.topics, permissionsOf('bank', platform).topics)
      assert.equal(operator.configure, rights.configure)
    })

    it('may look into the management interface, and nobody else may', () => {
      const tags = platform.services.map((service) => permissionsOf(service, operated).tags)
      assert.deepEqual(tags, [undefined, 'monitoring', undefined])
    })

    it('takes nothing from the others and gives them nothing', () => {
      for (const service of ['desk', 'ledger'])
        assert.deepEqual(permissionsOf(service, operated), permissionsOf(service, platform))
    })
  })

  it('reads nothing where it consumes nothing', () => {
    assert.deepEqual(may(permissionsOf('bank', platform).read, [...places, ...strangers]).filter(Boolean), [])
  })
})
