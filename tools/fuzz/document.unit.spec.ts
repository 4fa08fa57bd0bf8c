import assert from 'node:assert/strict'
import { operationsOf } from './document.js'
import { settingsFile } from './settings-file.js'

const document = {
  paths: {
    '/v1/ships': {
      get: {
        operationId: 'getShips',
        responses: { 200: {}, 400: { description: 'BAD_REQUEST, BAD_CURSOR' } },
      },
      post: {
        operationId: 'postShips',
        responses: {
          201: { description: 'The ship.' },
          400: { description: 'BAD_REQUEST, MALFORMED_BODY' },
          422: { description: 'INVALID_REQUEST, SHIP_TOO_OLD' },
          503: { description: 'UNAVAILABLE' },
        },
      },
    },
  },
}

describe('what is expected of an operation', () => {
  it('is to refuse what the document allows by codes of its own alone', () => {
    assert.deepEqual(operationsOf(document), [
      { id: 'getShips', refuses: [400] },
      { id: 'postShips', refuses: [422] },
    ])
  })

  it('is in the settings of a round, with the token left to the environment', () => {
    const operations = operationsOf(document)
    const told = settingsFile({ operations, apart: ['postShips'], withToken: true })
    const [head = '', first = '', second = ''] = told.split('[[operations]]')
    assert.match(head, /\[auth\.openapi\.accessToken\]\nbearer = "\$\{EVENTFLOW_FUZZ_TOKEN\}"/)
    assert.match(first, /include-operation-id = "getShips"\n.*positive.*409,429,400\]/)
    assert.match(second, /include-operation-id = "postShips"\n.*positive.*409,429,422\]\nphases\.stateful/)
    assert.doesNotMatch(first, /stateful/)
    assert.doesNotMatch(settingsFile({ operations, apart: [], withToken: false }), /TOKEN|stateful/)
  })
})
