import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { type Context, context, ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api'
import {
  acceptTraceparent,
  beginTrace,
  correlationOf,
  currentContext,
  currentTraceparent,
  inTraceOf,
  nameRoute,
  runInContext,
  traceHeaders,
  traceIdOf,
  type WorkContext,
} from './context.js'

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

  it('gets an id for what it causes when it causes something, and keeps it', () => {
    const work: WorkContext = { traceparent: good, written: [] }
    const id = correlationOf(work)
    assert.match(id, /^[0-9a-f-]{36}$/)
    assert.equal(correlationOf(work), id)
    assert.equal(correlationOf({ ...work, correlationId: 'given' }), 'given')
  })

  it('is told which route answers it; outside of work nobody is told', () => {
    const work: WorkContext = { traceparent: good, written: [] }
    runInContext(work, () => nameRoute('/v1/ships/{id}'))
    nameRoute('/v1/nowhere')
    assert.equal(work.route, '/v1/ships/{id}')
  })

  it('tells its trace to the services that it calls', () => {
    runInContext(contextOf(good), () => assert.deepEqual(traceHeaders(), { traceparent: good }))
  })
})

describe('the work in hand where tracing is on', () => {
  const other = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 }
  const otherTrace = `00-${other.traceId}-${other.spanId}-01`
  const inSpan = <T>(span: SpanContext, work: () => T): T =>
    context.with(trace.setSpanContext(ROOT_CONTEXT, span), work)

  type Bound = [active: Context, work: (...given: unknown[]) => unknown, self?: unknown, ...given: unknown[]]

  // What an SDK brings along, without the SDK.
  before(() => {
    const storage = new AsyncLocalStorage<Context>()
    const manager = {
      active: () => storage.getStore() ?? ROOT_CONTEXT,
      with: (...[active, work, self, ...given]: Bound) => storage.run(active, () => work.apply(self, given)),
      bind: <T>(_: Context, target: T): T => target,
      enable: () => manager,
      disable: () => manager,
    }
    context.setGlobalContextManager(manager as Parameters<typeof context.setGlobalContextManager>[0])
  })
  after(() => context.disable())

  it('belongs to the span that was made for it, not to what came in or was stored', () => {
    inSpan(other, () => {
      assert.equal(beginTrace(good), otherTrace)
      runInContext(contextOf(good), () => assert.equal(currentTraceparent(), otherTrace))
    })
    assert.equal(beginTrace(good), good)
  })

  it('says whether the span is recorded', () => {
    inSpan({ ...other, traceFlags: 0 }, () => assert.match(currentTraceparent(), /-00$/))
    inSpan({ ...other, traceFlags: 0xff }, () => assert.match(currentTraceparent(), /-01$/))
  })

  it('goes by what came in when the span is none', () => {
    const none = { traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 0 }
    inSpan(none, () => assert.equal(beginTrace(good), good))
  })

  it('leaves it to tracing to tell the services that it calls', () => {
    inSpan(other, () => assert.deepEqual(traceHeaders(), {}))
  })

  it('is done in the trace that it was stored with, when it is done later', () => {
    for (const stored of [good, good.replace(/01$/, '00')])
      assert.equal(inTraceOf(stored, currentTraceparent), stored)
    assert.equal(inTraceOf(`00-${traceId}-${spanId}-03`, currentTraceparent), good)
    assert.equal(trace.getSpanContext(inTraceOf(good, () => context.active()))?.isRemote, true)
  })

  it('is done as it is when what was stored with it is no trace', () => {
    for (const stored of [undefined, 7, '', 'nonsense', `00-${'0'.repeat(32)}-${spanId}-01`])
      inSpan(other, () => assert.equal(inTraceOf(stored, currentTraceparent), otherTrace))
  })
})
