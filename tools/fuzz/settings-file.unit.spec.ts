import assert from 'node:assert/strict'
import { settingsFile } from './settings-file.js'

describe('the settings of a round', () => {
  it('leave the token to the environment', () => {
    const told = settingsFile({ apart: [], withToken: true })
    assert.match(told, /\n\[auth\.openapi\.accessToken\]\nbearer = "\$\{EVENTFLOW_FUZZ_TOKEN\}"\n/)
    assert.doesNotMatch(settingsFile({ apart: [], withToken: false }), /TOKEN/)
  })

  it("let the password of a throw-away caller be sent, and nobody else's", () => {
    const told = settingsFile({ apart: [], withToken: true, password: 'thrown-away' })
    assert.match(told, /\n\[dictionaries\."body\.current"\]\nvalues = \["thrown-away"\]\n/)
    assert.match(told, /\n"body\.current" = \{ dictionary = "body\.current", probability = 0\.7 \}\n/)
    assert.doesNotMatch(settingsFile({ apart: [], withToken: true }), /body\./)
  })

  it('keep what earlier answers told from operations that would end a token with it', () => {
    const told = settingsFile({ apart: ['patchUsersId'], withToken: true })
    assert.match(told, /\n\[\[operations\]\]\ninclude-operation-id = "patchUsersId"\nphases\.stateful/)
  })
})
