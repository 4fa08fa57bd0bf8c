import assert from 'node:assert/strict'
import { createError } from '@eventflow/runtime'
import * as errors from './errors.js'
import { InvalidRequest } from './errors.js'
import { presentable, problemOf } from './problem.js'

describe('an error as a problem', () => {
  it('has the type, title, status, detail and code of its kind', () => {
    assert.deepEqual(problemOf(createError('TOO_WINDY', 'It is too windy.', 409)()), {
      type: 'urn:eventflow:problem:too-windy',
      title: 'It is too windy.',
      status: 409,
      detail: 'It is too windy.',
      code: 'TOO_WINDY',
      requestId: undefined,
    })
  })

  it('lists the fields that break a rule', () => {
    const problem = { pointer: '/a', code: 'X', detail: 'x' }
    assert.deepEqual(problemOf(InvalidRequest({ errors: [problem] })).errors, [problem])
    assert.equal('errors' in problemOf(InvalidRequest()), false)
  })

  for (const [type, code] of [
    ['entity.parse.failed', 'MALFORMED_BODY'],
    ['entity.too.large', 'BODY_TOO_LARGE'],
    ['encoding.unsupported', 'UNSUPPORTED_MEDIA_TYPE'],
    ['charset.unsupported', 'UNSUPPORTED_MEDIA_TYPE'],
    ['request.aborted', 'MALFORMED_BODY'],
    ['request.size.invalid', 'MALFORMED_BODY'],
  ] as const)
    it(`is ${code} in our words when the parser says ${type}`, () => {
      const shown = presentable(
        Object.assign(new Error('Unexpected token at 10.0.0.7'), { type, status: 400 }),
      )
      assert.equal(shown.code, code)
      assert.doesNotMatch(JSON.stringify(problemOf(shown)), /Unexpected token/)
    })

  it('is our own fault when nothing else is known of it', () => {
    for (const error of [
      new Error('x'),
      Object.assign(new Error('x'), { status: 404 }),
      { type: 'constructor' },
      null,
    ])
      assert.equal(presentable(error).code, 'INTERNAL_ERROR')
  })
})

describe('the table of errors', () => {
  const table = Object.values(errors)

  it('has each code once, in capital letters', () => {
    const codes = table.map(({ code }) => code)
    assert.equal(new Set(codes).size, codes.length)
    for (const code of codes) assert.match(code, /^[A-Z]+(_[A-Z]+)*$/)
  })

  it('has the statuses that the API promises, each with a sentence', () => {
    for (const { title, status } of table) {
      assert.ok(
        [400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 428, 429, 500, 503].includes(status),
        title,
      )
      assert.match(title, /^[A-Z].*\.$/)
    }
  })
})
