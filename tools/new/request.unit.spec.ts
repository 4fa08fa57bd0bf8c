import assert from 'node:assert/strict'
import { Impossible } from '../launcher/component.js'
import { parseRequest } from './request.js'

const typed = (line: string) => parseRequest(line.split(' ').filter(Boolean))

describe('what is asked of the generators', () => {
  it('understands the four kinds', () => {
    assert.deepEqual(typed('service loyalty'), { kind: 'service', name: 'loyalty' })
    assert.deepEqual(typed('process loyalty worker'), { kind: 'process', service: 'loyalty', name: 'worker' })
    assert.deepEqual(typed('event points.earned --producer loyalty'), {
      kind: 'event',
      type: 'points.earned',
      producer: 'loyalty',
    })
    assert.deepEqual(typed('reaction loyalty award-points --when order.confirmed'), {
      kind: 'reaction',
      service: 'loyalty',
      act: 'award-points',
      when: 'order.confirmed',
    })
  })

  const refusals: Array<[string, RegExp]> = [
    ['', /not said what is new/],
    ['widget a', /no generator "widget"/],
    ['service', /name is missing/],
    ['service Loyalty', /"Loyalty" is not a name/],
    ['service loyalty points', /"points" is one word too many/],
    ['service loyalty --port 80', /'--port'/],
    ['process loyalty', /name is missing/],
    ['process loyalty Worker', /"Worker" is not a name/],
    ['event points.earned', /--producer is missing/],
    ['event points --producer loyalty', /"points" is not <entity>\.<past verb>/],
    ['event loyalty.points.earned --producer loyalty', /is not <entity>\.<past verb>/],
    ['event points.earn --producer loyalty', /does not say what has happened/],
    ['reaction loyalty --when order.confirmed', /name is missing/],
    ['reaction loyalty award-points', /--when is missing/],
    ['reaction loyalty award-points --when order.confirm', /does not say what has happened/],
    ['reaction loyalty award-when-paid --when order.confirmed', /says already when/],
  ]
  for (const [line, what] of refusals) {
    it(`refuses "${line}" and says how it is done`, () => {
      const told = (error: unknown) =>
        error instanceof Impossible && what.test(error.message) && /npm run/.test(error.advice)
      assert.throws(() => typed(line), told)
    })
  }
})
