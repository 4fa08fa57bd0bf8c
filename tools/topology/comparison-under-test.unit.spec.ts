// What the specs of the comparison have in common: a small platform, and the state of a broker on which all is as wanted.
import assert from 'node:assert/strict'
import { definitionsOf, type Platform, permissionsOf } from '@eventflow/backbone'
import { defineEvent, uuid } from '@eventflow/contracts'
import type { BrokerState, FoundPolicy } from './broker-state.js'
import { compare } from './compare.js'
import type { Drift, Wanted } from './drift.js'
import { lineOf } from './report.js'

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
export const wanted: Wanted = {
  vhost: 'house/one',
  definitions: definitionsOf(platform),
  users: { bank: permissionsOf('bank', platform), ledger: permissionsOf('ledger', platform) },
}

/** The state of a broker on which everything is as wanted, except for what is given. */
export function broker(change: Partial<BrokerState> = {}): BrokerState {
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

export function queue(name: string, change: Partial<BrokerState['queues'][number]> = {}) {
  return { name, type: 'quorum', durable: true, autoDelete: false, arguments: {}, messages: 0, ...change }
}

export const fresh = broker()
export const without = <T extends { name: string }>(list: readonly T[], name: string): T[] =>
  list.filter((one) => one.name !== name)
export const withPolicy = (change: Partial<FoundPolicy>, name = 'ledger') =>
  broker({ policies: fresh.policies.map((one) => (one.name === name ? { ...one, ...change } : one)) })
export const withQueue = (change: Partial<BrokerState['queues'][number]>) =>
  broker({ queues: [...without(fresh.queues, 'ledger'), queue('ledger', change)] })
export const ledgerPolicy = fresh.policies.find(({ name }) => name === 'ledger')?.definition ?? {}

export const driftIn = (state: BrokerState): Drift[] => compare(wanted, state).drift
export const linesIn = (state: BrokerState): string[] => driftIn(state).map(lineOf)
export const onlyIn = (state: BrokerState): Drift => {
  const [one, ...others] = driftIn(state)
  assert.deepEqual(others, [])
  assert.ok(one)
  return one
}
