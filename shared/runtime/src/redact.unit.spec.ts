import assert from 'node:assert/strict'
import { redacted } from './redact.js'

const sizeOf = (value: unknown): number => JSON.stringify(value).length

describe('what is logged', () => {
  it('passes as it is when there is nothing to hide', () => {
    const plain = { text: 'a', number: 1, yes: true, nothing: null, list: [1, { b: 2 }] }
    assert.deepEqual(redacted(plain), plain)
  })

  it('never shows what is called a secret, in any way of writing', () => {
    const names = [
      'password newPassword passwd passphrase secret clientSecret token accessToken refresh_token authorization',
      'Proxy-Authorization cookie Set-Cookie apiKey api_key x-api-key privateKey sealing_key pepper otp loginOtp',
      'totp recoveryCodes credentials',
    ]
    for (const name of names.join(' ').split(' '))
      assert.deepEqual(redacted({ [name]: 'hunter2' }), { [name]: '***' }, name)
  })

  it('shows what only sounds like a secret', () => {
    const harmless = {
      tokenType: 'Bearer',
      token_type: 'Bearer',
      notProcessed: 1,
      hotPath: '/x',
      footprint: 2,
    }
    assert.deepEqual(redacted(harmless), harmless)
  })

  it('hides secrets wherever they are nested, whatever they are', () => {
    assert.deepEqual(redacted({ a: [{ headers: { authorization: ['Bearer x'], accept: '*/*' } }] }), {
      a: [{ headers: { authorization: '***', accept: '*/*' } }],
    })
    assert.deepEqual(redacted({ password: { current: 'a', next: 'b' } }), { password: '***' })
  })

  for (const [address, shown] of [
    ['postgres://user:hunter2@db:5432/x', 'postgres://user:***@db:5432/x'],
    ['redis://:hunter2@cache', 'redis://:***@cache'],
    ['amqps://u:hunt@er2@host/vhost', 'amqps://u:***@host/vhost'],
    ['amqp://a:hunter2@h1,amqp://b:hunter2@h2', 'amqp://a:***@h1,amqp://b:***@h2'],
    ['cannot reach postgres://u:hunter2@db now', 'cannot reach postgres://u:***@db now'],
    ['{"url":"https://u:hunter2@x.test/"}', '{"url":"https://u:***@x.test/"}'],
    ['https://x.test:8080/a@b?c=d@e', 'https://x.test:8080/a@b?c=d@e'],
    ['ada@example.test: no such user', 'ada@example.test: no such user'],
  ] as const)
    it(`reads ${shown} of an address`, () => {
      assert.equal(redacted(address), shown)
    })

  it('hides a password also where the text is cut', () => {
    const text = `${'x'.repeat(3_980)} postgres://user:hunter2@db`
    assert.doesNotMatch(String(redacted(text)), /hunter/)
  })

  it('tells an error by name, message, code and stack, and its causes too', () => {
    const inner = Object.assign(new Error('refused by redis://:hunter2@h'), { code: 'ECONNREFUSED' })
    const shown = redacted(new TypeError('failed', { cause: inner })) as Record<string, unknown>
    const { stack, cause, ...rest } = shown
    assert.deepEqual(rest, { name: 'TypeError', message: 'failed' })
    assert.match(String(stack), /redact\.unit\.spec/)
    const { stack: innerStack, ...innerRest } = cause as Record<string, unknown>
    assert.deepEqual(innerRest, {
      name: 'Error',
      message: 'refused by redis://:***@h',
      code: 'ECONNREFUSED',
    })
    assert.doesNotMatch(String(innerStack), /hunter2/)
  })

  it('leaves out what drivers hang on their errors: the query and its parameters', () => {
    const error = Object.assign(new Error('duplicate key'), { query: 'insert', parameters: ['ada@x.test'] })
    assert.deepEqual(Object.keys(redacted(error) as object), ['name', 'message', 'stack'])
  })

  it('tells each of the errors that one error stands for', () => {
    const { errors } = redacted(new AggregateError([new Error('one'), new Error('two')])) as {
      errors: Array<{ message: string }>
    }
    assert.deepEqual(
      errors.map(({ message }) => message),
      ['one', 'two'],
    )
  })

  it('shows six levels and not a seventh', () => {
    const shown = redacted({ a: { b: { c: { d: { e: { f: 1, g: { h: 2 } } } } } } })
    assert.deepEqual(shown, { a: { b: { c: { d: { e: { f: 1, g: '[deeper]' } } } } } })
  })

  it('ends for an error that is its own cause', () => {
    const error = new Error('round')
    error.cause = error
    assert.match(JSON.stringify(redacted(error)), /\[deeper\]/)
  })

  it('ends for an object that holds itself', () => {
    const round: Record<string, unknown> = { name: 'round' }
    round.self = round
    assert.match(JSON.stringify(redacted(round)), /\[deeper\]/)
  })

  it('ends for a list that holds itself fifty times, within a bounded size', () => {
    const round: unknown[] = []
    for (let count = 0; count < 50; count++) round.push(round)
    assert.ok(sizeOf(redacted(round)) < 400_000)
  })

  it('bounds a text, a list, an object and all of it together', () => {
    assert.equal(String(redacted('x'.repeat(1_000_000))).length, 4_000)
    assert.equal((redacted(Array(1_000).fill(1)) as unknown[]).length, 100)
    assert.equal(Object.keys(redacted({ ...Array(1_000).fill(1) }) as object).length, 100)
    const texts = Array(100).fill('x'.repeat(4_000))
    assert.ok(sizeOf(redacted({ a: texts, b: texts })) < 40_000)
  })

  it('reads what JSON cannot: large integers, dates, also broken ones, and bytes', () => {
    assert.deepEqual(
      redacted({ big: 2n ** 64n, at: new Date(0), never: new Date(Number.NaN), bytes: Buffer.alloc(9) }),
      {
        big: '18446744073709551616',
        at: '1970-01-01T00:00:00.000Z',
        never: 'Invalid Date',
        bytes: '[9 bytes]',
      },
    )
  })
})
