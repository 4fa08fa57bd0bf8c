import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { CallerError, createError, isUnavailable } from './errors.js'

const ShipNotFound = createError('SHIP_NOT_FOUND', 'There is no such ship.', 404)

describe('an error of the table', () => {
  it('tells its code, title and status before it happens', () => {
    const { code, title, status } = ShipNotFound
    assert.deepEqual(
      { code, title, status },
      { code: 'SHIP_NOT_FOUND', title: 'There is no such ship.', status: 404 },
    )
  })

  it('is an error with a stack of its own when it happens, and carries its facts', () => {
    const facts = {
      detail: 'No ship is called Fram.',
      errors: [{ pointer: '/name', code: 'UNKNOWN', detail: 'unknown' }],
      retryAfterSeconds: 3,
      headers: { allow: 'GET' },
    }
    const error = ShipNotFound(facts)
    assert.ok(error instanceof CallerError && error instanceof Error)
    assert.equal(error.name, 'CallerError')
    assert.equal(error.message, 'No ship is called Fram.')
    assert.match(error.stack ?? '', /errors\.unit\.spec/)
    assert.deepEqual(error.facts, facts)
    assert.deepEqual(
      [error.code, error.title, error.status],
      ['SHIP_NOT_FOUND', 'There is no such ship.', 404],
    )
  })

  it('says its title when there is no more to say', () => {
    assert.equal(ShipNotFound().message, 'There is no such ship.')
    assert.deepEqual(ShipNotFound().facts, {})
  })
})

describe('an error of something that is away', () => {
  const named = (name: string) => Object.assign(new Error('x'), { name })
  const coded = (code: unknown) => Object.assign(new Error('x'), { code })

  it('is known by the code of the network, of PostgreSQL or of the broker', () => {
    for (const code of ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'EHOSTUNREACH', 'EAI_AGAIN', '57P01', '53300'])
      assert.ok(isUnavailable(coded(code)), code)
  })

  it('is known by the name that a driver gives it', () => {
    for (const name of ['ClientOfflineError', 'SocketClosedUnexpectedlyError', 'TimeoutError'])
      assert.ok(isUnavailable(named(name)), name)
  })

  it('is known by the words that a driver has instead of a code', () => {
    for (const message of [
      'Connection terminated unexpectedly',
      'Client has encountered a connection error and is not queryable',
      'timeout exceeded when trying to connect',
      'the database system is starting up',
    ])
      assert.ok(isUnavailable(new Error(message)), message)
  })

  it('is known through the errors that were wrapped around it', () => {
    const wrapped = new Error('a', { cause: new Error('b', { cause: coded('ECONNREFUSED') }) })
    assert.ok(isUnavailable(wrapped))
  })

  it('is what a closed port leads to, by socket as by fetch', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    const [byFetch] = await Promise.allSettled([fetch(`http://127.0.0.1:${port}/`)])
    assert.ok(byFetch.status === 'rejected' && isUnavailable(byFetch.reason))
    const [byName] = (await once(connect({ port, host: 'localhost' }), 'error').catch((error) => [
      error,
    ])) as [Error]
    assert.ok(isUnavailable(byName), byName.name)
  })

  it('is none of our own faults, nor of the caller', () => {
    for (const error of [
      new TypeError('x is not a function'),
      coded('23505'),
      coded('42P01'),
      coded(7),
      ShipNotFound(),
      new Error('a', { cause: new Error('b') }),
    ])
      assert.equal(isUnavailable(error), false, error.message)
  })

  it('is nothing that is no error', () => {
    for (const value of [undefined, null, 'ECONNREFUSED', { code: 'ECONNREFUSED' }, 7])
      assert.equal(isUnavailable(value), false)
  })

  it('is looked for to an end, also where two errors cause each other', () => {
    const [one, other] = [new Error('one'), new Error('other')]
    one.cause = other
    other.cause = one
    assert.equal(isUnavailable(one), false)
  })
})
