import assert from 'node:assert/strict'
import { settingsFile } from './settings-file.js'

const bare = { apart: [], withToken: false, usual: {}, usualFor: {} }

describe('the settings of a round', () => {
  it('leave the token to the environment', () => {
    const told = settingsFile({ ...bare, withToken: true })
    assert.match(told, /\n\[auth\.openapi\.accessToken\]\nbearer = "\$\{EVENTFLOW_FUZZ_TOKEN\}"\n/)
    assert.doesNotMatch(settingsFile(bare), /TOKEN/)
  })

  it('name values that fit, for all operations or for one', () => {
    const told = settingsFile({
      ...bare,
      usual: { 'body.password': ['thrown-away'] },
      usualFor: { getUsersId: { 'path.id': ['7'] } },
    })
    assert.match(told, /\n\[dictionaries\."body\.password"\]\nvalues = \["thrown-away"\]\n/)
    assert.match(told, /\n\[dictionaries\."path\.id"\]\nvalues = \["7"\]\n/)
    const binding = (name: string) => `"${name}" = { dictionary = "${name}", probability = 0.7 }\n`
    assert.ok(told.includes(`\n[parameters]\n${binding('body.password')}\n[[operations]]`))
    assert.ok(told.endsWith(`\ninclude-operation-id = "getUsersId"\nparameters.${binding('path.id')}`))
  })

  it('keep what earlier answers told from operations that would end a token with it', () => {
    const told = settingsFile({ ...bare, apart: ['patchUsersId'], usualFor: { patchUsersId: {} } })
    assert.equal(told.match(/\[\[operations\]\]/g)?.length, 1)
    assert.match(told, /\n\[\[operations\]\]\ninclude-operation-id = "patchUsersId"\nphases\.stateful/)
  })
})
