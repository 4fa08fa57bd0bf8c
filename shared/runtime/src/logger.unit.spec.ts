import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { runInContext } from './context.js'
import { createLogger, type Logger, type LogLevel } from './logger.js'

const loggerTo = (level: LogLevel = 'debug') => {
  const chunks: string[] = []
  const output = new Writable({
    write: (chunk, _encoding, done) => {
      chunks.push(String(chunk))
      done()
    },
  })
  return {
    logger: createLogger('harbour', level, output),
    text: () => chunks.join(''),
    lines: () =>
      chunks
        .join('')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  }
}

const speakAll = (logger: Logger) => {
  logger.debug('a detail')
  logger.info('a fact')
  logger.warn('an oddity')
  logger.error('a fault')
}

describe('a logger', () => {
  it('writes one line of JSON with time, level, service, message and fields, in this order', () => {
    const { logger, lines } = loggerTo()
    logger.info('a ship came in', { ship: 'Fram', crew: 13 })
    const [line = {}] = lines()
    assert.deepEqual(Object.keys(line), ['at', 'level', 'service', 'message', 'ship', 'crew'])
    assert.match(String(line.at), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    assert.deepEqual(
      { ...line, at: '' },
      { at: '', level: 'info', service: 'harbour', message: 'a ship came in', ship: 'Fram', crew: 13 },
    )
  })

  it('has written the line when the call returns, so that a process may end right after', () => {
    const { logger, lines } = loggerTo()
    logger.error('the last words')
    assert.equal(lines().length, 1)
  })

  it('lets an output that holds lines back write warnings and errors at once', () => {
    let flushed = 0
    const output = new Writable({ write: (_chunk, _encoding, done) => done() })
    const flush = () => {
      flushed += 1
    }
    const logger = createLogger('harbour', 'debug', Object.assign(output, { flush }))
    logger.debug('a detail')
    logger.info('a fact')
    assert.equal(flushed, 0)
    logger.warn('an oddity')
    logger.error('a fault')
    assert.equal(flushed, 2)
  })

  for (const [level, heard] of [
    ['debug', ['debug', 'info', 'warn', 'error']],
    ['info', ['info', 'warn', 'error']],
    ['warn', ['warn', 'error']],
    ['error', ['error']],
    ['silent', []],
  ] as const)
    it(`says at level ${level} what is ${heard.join(', ') || 'nothing'}`, () => {
      const { logger, lines } = loggerTo(level)
      speakAll(logger)
      assert.deepEqual(
        lines().map((line) => line.level),
        heard,
      )
    })

  it('names the request, the trace and the cause of the work in hand', () => {
    const { logger, lines } = loggerTo()
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
    const context = {
      requestId: 'request-1',
      traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
      correlationId: 'correlation-1',
      written: [],
    }
    runInContext(context, () => logger.info('inside'))
    logger.info('outside')
    const [inside = {}, outside = {}] = lines()
    assert.equal(inside.requestId, 'request-1')
    assert.equal(inside.traceId, traceId)
    assert.equal(inside.correlationId, 'correlation-1')
    assert.equal('requestId' in outside, false)
  })

  it('keeps to one line whatever the message and the fields hold', () => {
    const { logger, text, lines } = loggerTo()
    const forged = 'x\r\n{"level":"error","message":"forged"}\n'
    logger.warn(forged, { [forged]: forged, nested: [forged] })
    assert.equal(text().match(/[\r\n]/g)?.length, 1)
    assert.equal(lines()[0]?.message, forged)
  })

  it('lets no field take the place of its own facts', () => {
    const { logger, lines } = loggerTo()
    logger.error('a fault', { level: 'info', message: 'all is well', service: 'other', at: 'never' })
    const [line = {}] = lines()
    assert.deepEqual([line.level, line.message, line.service], ['error', 'a fault', 'harbour'])
    assert.notEqual(line.at, 'never')
  })

  it('masks secrets in what it is given', () => {
    const { logger, text } = loggerTo()
    logger.info('signed in', { body: { password: 'hunter2' }, url: 'amqp://u:hunter2@h' })
    assert.doesNotMatch(text(), /hunter2/)
  })

  it('tells an error that it is given as a field', () => {
    const { logger, lines } = loggerTo()
    logger.error('a request failed', { error: new RangeError('too far') })
    const [{ error } = {}] = lines()
    assert.equal((error as { message: string }).message, 'too far')
  })

  it('does not fail its caller when a field cannot be read', () => {
    const { logger, lines } = loggerTo()
    const trap = {
      get broken(): string {
        throw new Error('do not look')
      },
    }
    logger.info('looked', { trap })
    assert.deepEqual([lines()[0]?.message, lines()[0]?.unreadable], ['looked', 'Error: do not look'])
  })
})
