import assert from 'node:assert/strict'
import type { Provided } from './component.js'
import type { Kept } from './keeper.js'
import { type RunningPart, type StackParts, stackRecord } from './stack-record.js'
import { summary } from './summary.js'

const part = (name: string, kind: RunningPart['kind'], address: string): RunningPart => ({
  kind,
  address,
  kept: {
    name,
    restarts: () => 1,
    current: () => ({ name, pid: 42, identity: 'boot/1', startedAt: '2026-01-01T00:00:00.000Z' }),
  } as unknown as Kept,
})

const provided = (addresses: Record<string, string>): Provided => ({
  how: 'private instance',
  addresses,
  owned: [],
})

const parts: StackParts = {
  state: 'ready',
  launcher: { pid: 7, identity: 'boot/0' },
  startedAt: '2026-01-01T00:00:00.000Z',
  provided: {
    rabbitmq: provided({ amqp: 'amqp://a:b@127.0.0.1:1/eventflow', management: 'http://a:b@127.0.0.1:2' }),
    mailbox: provided({ smtp: 'smtp://127.0.0.1:3', http: 'http://127.0.0.1:4' }),
  },
  running: [
    part('rabbitmq', 'infrastructure', 'amqp://a:b@127.0.0.1:1/eventflow'),
    part('gateway', 'service', 'http://127.0.0.1:8080'),
    part('auth', 'service', 'http://127.0.0.1:5'),
  ],
}

describe('the record of a stack', () => {
  const record = stackRecord(parts)

  it('names the addresses that tools and tests look for', () => {
    assert.equal(record.gateway, 'http://127.0.0.1:8080')
    assert.equal(record.mailbox, 'http://127.0.0.1:4')
    assert.deepEqual(record.rabbitmq, {
      amqp: 'amqp://a:b@127.0.0.1:1/eventflow',
      management: 'http://a:b@127.0.0.1:2',
    })
  })

  it('lists every instance of a service with its pid', () => {
    assert.deepEqual(record.services, {
      gateway: [{ url: 'http://127.0.0.1:8080', pid: 42 }],
      auth: [{ url: 'http://127.0.0.1:5', pid: 42 }],
    })
  })

  it('leaves out what does not run', () => {
    assert.equal('web' in record, false)
    assert.equal('realtime' in record, false)
    assert.equal('postgres' in record, false)
  })

  it('keeps of each process what proves later whose it is', () => {
    const [broker] = record.processes
    assert.deepEqual([broker?.name, broker?.pid, broker?.identity], ['rabbitmq', 42, 'boot/1'])
  })

  it('is shown without any password', () => {
    const text = summary(record, { demo: true }).join('\n')
    assert.match(text, /http:\/\/127\.0\.0\.1:8080\/docs/)
    assert.doesNotMatch(text, /a:b@/)
  })

  it('shows demo log-ins only when there are demo data', () => {
    assert.match(summary(record, { demo: true }).join('\n'), /ada@demo\.test/)
    assert.doesNotMatch(summary(record, { demo: false }).join('\n'), /demo\.test/)
  })
})
