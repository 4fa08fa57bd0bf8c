import assert from 'node:assert/strict'
import { acceptTraceparent, currentContext, currentTraceparent, runInContext, traceIdOf } from './context.js'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const spanId = '00f067aa0ba902b7'
const good = `00-${traceId}-${spanId}-01`
const wellFormed = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/

const contextOf = (traceparent: string) => ({ traceparent, correlationId: 'c', written: [] })

describe('the trace context of a caller', () => {
  for (const [name, incoming, kept] of [
    ['one that is sampled', good, good],
    ['one that is not sampled', `00-${traceId}-${spanId}-00`, `00-${traceId}-${spanId}-00`],
    ['one with flags of the future', `00-${traceId}-${spanId}-ff`, `00-${traceId}-${spanId}-ff`],
    ['a version of the future, as ours', `cc-${traceId}-${spanId}-01`, good],
    ['a version of the future with more behind it', `cc-${traceId}-${spanId}-01-what-the-future`, good],
  ] as const)
    it(`is carried on: ${name}`, () => {
      assert.equal(acceptTraceparent(incoming), kept)
    })

  for (const [name, incoming] of Object.entries({
    'when it is missing': undefined,
    'when it is empty': '',
    'when it is no text': 7,
    'when it came twice': `${good}, ${good}`,
    'with a trace id of zeros': `00-${'0'.repeat(32)}-${spanId}-01`,
    'with a parent id of zeros': `00-${traceId}-${'0'.repeat(16)}-01`,
    'with capital letters': good.toUpperCase(),
    'with letters that are no digits': `00-${traceId.slice(1)}g-${spanId}-01`,
    'with a trace id too short': `00-${traceId.slice(1)}-${spanId}-01`,
    'with a trace id too long': `00-${traceId}0-${spanId}-01`,
    'with a parent id too short': `00-${traceId}-${spanId.slice(1)}-01`,
    'with one flag': `00-${traceId}-${spanId}-1`,
    'without flags': `00-${traceId}-${spanId}`,
    'with the version that is forbidden': `ff-${traceId}-${spanId}-01`,
    'with a version too short': `0-${traceId}-${spanId}-01`,
    'of our version with more behind it': `${good}-what-the-future`,
    'of another version with more stuck to it': `cc-${traceId}-${spanId}-01.what-the-future`,
    'with blanks around it': ` ${good} `,
    'with a line end': `${good}\n`,
  }))
    it(`is begun anew ${name}`, () => {
      const fresh = acceptTraceparent(incoming)
      assert.match(fresh, wellFormed)
      assert.notEqual(traceIdOf(fresh), traceId)
    })

  it('is begun anew with another id each time', () => {
    const ids = new Set(Array.from({ length: 100 }, () => traceIdOf(acceptTraceparent(undefined))))
    assert.equal(ids.size, 100)
  })

  it('names the trace by the part that all of it has in common', () => {
    assert.equal(traceIdOf(good), traceId)
  })
})

describe('the work in hand', () => {
  it('knows its context across what it waits for, and not that of its neighbour', async () => {
    const seen = await Promise.all(
      ['a', 'b'].map((name) =>
        runInContext({ ...contextOf(good), requestId: name }, async () => {
          await new Promise((resolve) => setImmediate(resolve))
          return currentContext()?.requestId
        }),
      ),
    )
    assert.deepEqual(seen, ['a', 'b'])
  })

  it('has no context outside', () => {
    assert.equal(currentContext(), undefined)
  })

  it('hands on the trace that it came with, or begins one', () => {
    runInContext(contextOf(good), () => assert.equal(currentTraceparent(), good))
    assert.match(currentTraceparent(), wellFormed)
  })
})
