import assert from 'node:assert/strict'
import { Impossible } from '../launcher/component.js'
import { listedIn } from './wiring.js'

const path = 'services/order/src/service.ts'
const listing = { list: 'reactions' as const, factory: 'payWhenPaid', specifier: './pay/pay-when-paid.js' }
const listed = (text: string) => listedIn(path, text, listing)

describe('listing a factory in the wiring', () => {
  it('puts it behind the last entry, with its import', () => {
    const text = "import { a } from './a.js'\n\nconst reactions = [\n  a(), // the first one\n]\n"
    const expected =
      "import { a } from './a.js'\nimport { payWhenPaid } from './pay/pay-when-paid.js'\n\n" +
      'const reactions = [\n  a(), payWhenPaid(), // the first one\n]\n'
    assert.equal(listed(text), expected)
  })

  it('begins an empty list', () => {
    const expected =
      "\nimport { payWhenPaid } from './pay/pay-when-paid.js'const reactions: Reaction[] = [payWhenPaid()]"
    assert.equal(listed('const reactions: Reaction[] = []'), expected)
    assert.match(
      listed('const reactions = [] satisfies Reaction[]'),
      /= \[payWhenPaid\(\)\] satisfies Reaction\[\]/,
    )
  })

  it('finds the list where it is handed over, and no other', () => {
    const text = "const routes = []\nconst text = 'reactions = []'\nawait backbone.consume([a()])"
    assert.match(
      listed(text),
      /const routes = \[\]\nconst text = 'reactions = \[\]'\nawait backbone\.consume\(\[a\(\), payWhenPaid\(\)\]\)/,
    )
  })

  it('says what is missing when there is no such list', () => {
    const told = (error: unknown) =>
      error instanceof Impossible && /no list called reactions/.test(error.message)
    assert.throws(() => listed('const routes = []'), told)
  })
})
