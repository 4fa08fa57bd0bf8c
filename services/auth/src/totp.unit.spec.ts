import assert from 'node:assert/strict'
import { base32, codeAt, fromBase32, newOtpSecret, otpauthUrl, stepAt, stepOf } from './totp.js'

/** The secret of the test values in RFC 6238, appendix B. */
const secret = base32(Buffer.from('12345678901234567890'))
const at = (seconds: number) => new Date(seconds * 1_000)

describe('a one-time password', () => {
  it('is what RFC 6238 says, of which we show the last six digits', () => {
    for (const [seconds, code] of [
      [59, '287082'],
      [1_111_111_109, '081804'],
      [1_111_111_111, '050471'],
      [1_234_567_890, '005924'],
      [2_000_000_000, '279037'],
      [20_000_000_000, '353130'],
    ] as const)
      assert.equal(codeAt(secret, stepAt(at(seconds))), code)
  })

  it('is good in its half minute and in those beside it', () => {
    const code = codeAt(secret, 1_000)
    for (const [seconds, step] of [
      [999 * 30 - 1, undefined],
      [999 * 30, 1_000],
      [1_000 * 30, 1_000],
      [1_002 * 30 - 1, 1_000],
      [1_002 * 30, undefined],
    ] as const)
      assert.equal(stepOf(secret, code, at(seconds)), step, String(seconds))
  })

  it('is six digits and nothing else', () => {
    const now = at(30_000)
    const code = codeAt(secret, 1_000)
    for (const wrong of ['', code.slice(0, 5), `${code}0`, ` ${code}`, 'abcdef', code.replace(/./, '٣')])
      assert.equal(stepOf(secret, wrong, now), undefined, wrong)
  })

  it('comes from 160 random bits in base32', () => {
    const made = newOtpSecret()
    assert.match(made, /^[A-Z2-7]{32}$/)
    assert.equal(fromBase32(made).length, 20)
    assert.notEqual(newOtpSecret(), made)
    assert.equal(base32(fromBase32(made)), made)
    assert.equal(base32(Buffer.from('foobar')), 'MZXW6YTBOI')
  })

  it('is set up in an app by an address that names us and whose it is', () => {
    const url = new URL(otpauthUrl(secret, 'ada+home@example.test'))
    assert.equal(url.protocol, 'otpauth:')
    assert.equal(decodeURIComponent(url.pathname), '/EventFlow:ada+home@example.test')
    assert.deepEqual(Object.fromEntries(url.searchParams), {
      ...{ secret, issuer: 'EventFlow', algorithm: 'SHA1', digits: '6', period: '30' },
    })
  })
})
