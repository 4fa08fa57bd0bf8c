import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ROOT } from '../launcher/places.js'
import { numberedTests } from './security-page.js'
import { securityRequirements } from './security-requirements.js'

const tests = numberedTests(ROOT)
const file = join(ROOT, 'docs', 'security.md')

describe('the list of security requirements', () => {
  it('has all thirty-six, in order', () => {
    assert.deepEqual(
      securityRequirements.map(({ id }) => id),
      Array.from({ length: 36 }, (_, index) => `S${index + 1}`),
    )
  })

  for (const { id, text, pending } of securityRequirements)
    it(`has a test, or a reason why there is none yet, and not both: ${id}, ${text}`, () => {
      const proofs = tests.filter((test) => test.id === id)
      assert.equal(proofs.length > 0, pending === undefined, `${proofs.length} tests, reason: ${pending}`)
    })

  it('knows the number of every test that has one', () => {
    const known = securityRequirements.map(({ id }) => id)
    assert.deepEqual(
      tests.filter(({ id }) => !known.includes(id)),
      [],
    )
  })
})

describe('docs/security.md', () => {
  const links = [...readFileSync(file, 'utf8').matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(
    ([, to = '']) => to,
  )

  it('leads to files that exist', () => {
    assert.ok(links.length > 50, `${links.length} links`)
    assert.deepEqual(
      [...new Set(links)].filter((to) => !existsSync(join(dirname(file), to))),
      [],
    )
  })
})
