import assert from 'node:assert/strict'
import { record, text } from '@eventflow/contracts'
import { createError } from '@eventflow/runtime'
import supertest from 'supertest'
import { ok } from './answer.js'
import { appOf } from './app-under-test.unit.spec.js'
import { Unavailable } from './errors.js'
import { asOAuthError } from './oauth-error.js'
import { openApiOf } from './openapi.js'
import { formType } from './read-body.js'
import { route } from './route.js'

const InvalidGrant = createError('INVALID_GRANT', 'The token says "no".', 400)
const InvalidClient = createError('INVALID_CLIENT', 'Who is this?', 401)

const exchange = route({
  method: 'post',
  path: '/v1/oauth/exchange',
  summary: 'A route.',
  tag: 'harbour',
  who: 'anyone',
  body: record({ grant: text(20) }),
  bodyTypes: [formType],
  errors: 'oauth',
  answers: { 200: { description: 'It.' } },
  refuses: [InvalidGrant, InvalidClient],
  handle: async ({ body: { grant } }) => {
    if (grant === 'old') throw InvalidGrant()
    if (grant === 'stranger')
      throw InvalidClient({ headers: { 'www-authenticate': 'Basic realm="harbour"' } })
    if (grant === 'later') throw Unavailable({ retryAfterSeconds: 3 })
    if (grant === 'fault') throw new Error('select * from secrets')
    return ok({})
  },
})

const app = appOf([exchange])

describe('an error of an endpoint of OAuth', () => {
  const post = (form: string, type: string = formType) =>
    supertest(app).post('/v1/oauth/exchange').set('content-type', type).send(form)

  it('is told in the words of RFC 6749, and kept by nobody', async () => {
    const { body, headers } = await post('grant=old').expect(400)
    assert.deepEqual(body, { error: 'invalid_grant', error_description: "The token says 'no'." })
    assert.match(headers['content-type'] ?? '', /^application\/json/)
    assert.equal(headers['cache-control'], 'no-store')
    assert.equal(headers.pragma, 'no-cache')
  })

  it('asks for the credentials of a client with 401', async () => {
    const { body, headers } = await post('grant=stranger').expect(401)
    assert.equal(body.error, 'invalid_client')
    assert.equal(headers['www-authenticate'], 'Basic realm="harbour"')
  })

  it('is 400 for every field that breaks a rule, and for a body that is no form', async () => {
    for (const form of ['', 'grant=', 'grant=a&grant=b', 'other=1'])
      assert.equal((await post(form).expect(400)).body.error, 'invalid_request', form)
    assert.equal((await post('{}', 'application/json').expect(415)).body.error, 'invalid_request')
  })

  it('says when to come back, and nothing of our insides', async () => {
    const later = await post('grant=later').expect(503)
    assert.equal(later.body.error, 'temporarily_unavailable')
    assert.equal(later.headers['retry-after'], '3')
    const fault = await post('grant=fault').expect(500)
    assert.equal(fault.body.error, 'server_error')
    assert.doesNotMatch(JSON.stringify(fault.body), /select/)
  })

  it('is described without characters that RFC 6749 leaves out', () => {
    const { body } = asOAuthError(InvalidGrant({ detail: 'a "quoted" \\ grønn\n word' }))
    assert.match(String(body.error_description), /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
  })

  it('is in the document as it is sent', () => {
    const { paths } = openApiOf('harbour', [exchange]) as {
      paths: Record<string, { post: { responses: Record<string, { content?: Record<string, unknown> }> } }>
    }
    const { responses } = paths['/v1/oauth/exchange']?.post ?? { responses: {} }
    assert.equal(responses['422'], undefined)
    for (const status of ['400', '401', '503'])
      assert.deepEqual(Object.keys(responses[status]?.content ?? {}), ['application/json'], status)
  })
})
