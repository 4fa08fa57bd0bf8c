import assert from 'node:assert/strict'
import { afterFailure, judgeOtp, newRecoveryCodes, type Otp } from './otp.js'
import { codeAt, newOtpSecret, stepAt } from './totp.js'

const now = new Date('2026-11-21T12:00:00Z')
const secret = newOtpSecret()
const otp: Otp = { confirmedAt: now, lastStep: null, failures: 0, lockedUntil: null }
const code = codeAt(secret, stepAt(now))
const judged = (given: string, from: Partial<Otp> = {}, at = now) =>
  judgeOtp({ ...otp, ...from }, { secret, code: given }, at)

describe('a second factor', () => {
  it('takes the code of the moment, also as apps write it', () => {
    const right = { kind: 'right', step: stepAt(now) }
    assert.deepEqual(judged(code), right)
    assert.deepEqual(judged(`${code.slice(0, 3)} ${code.slice(3)}`), right)
    assert.deepEqual(judged('000000'), { kind: 'wrong' })
  })

  it('takes each code once, and none from before the last one', () => {
    const step = stepAt(now)
    assert.deepEqual(judged(code, { lastStep: step }), { kind: 'wrong' })
    assert.deepEqual(judged(codeAt(secret, step - 1), { lastStep: step }), { kind: 'wrong' })
    assert.deepEqual(judged(code, { lastStep: step - 1 }), { kind: 'right', step })
  })

  it('lets five tries pass, then waits longer and longer, and does not look at what is shown meanwhile', () => {
    let state: Pick<Otp, 'failures' | 'lockedUntil'> = otp
    const waits: number[] = []
    for (let tries = 0; tries < 12; tries++) {
      state = afterFailure(state, now)
      waits.push(((state.lockedUntil?.getTime() ?? now.getTime()) - now.getTime()) / 1_000)
    }
    assert.deepEqual(waits, [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900])
    const lockedUntil = new Date(now.getTime() + 29_500)
    assert.deepEqual(judged(code, { lockedUntil }), { kind: 'locked', retryAfterSeconds: 30 })
    assert.equal(judged(code, { lockedUntil: now }).kind, 'right')
  })

  it('has ten recovery codes of 140 random bits, which may be written with or without dashes', () => {
    const codes = newRecoveryCodes()
    assert.equal(new Set(codes.map(({ hash }) => hash)).size, 10)
    for (const { shown, hash } of codes) {
      assert.match(shown, /^([A-Z2-7]{7}-){3}[A-Z2-7]{7}$/)
      assert.ok(!hash.includes(shown.slice(0, 6)))
      for (const typed of [shown, shown.replaceAll('-', ''), shown.toLowerCase(), shown.replaceAll('-', ' ')])
        assert.deepEqual(judged(typed), { kind: 'maybe-recovery', hash })
    }
  })
})
