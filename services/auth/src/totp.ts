// One-time passwords of an authenticator app (RFC 6238, with SHA-1, six digits and 30 s, which is what all apps know).
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const stepSeconds = 30
const digits = 6
const secretBytes = 20
/** Clocks of phones differ, and people type slowly. */
const stepsEitherWay = 1

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Base32 (RFC 4648) without padding: five bits a letter. */
export function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const groups = bits.match(/.{1,5}/g) ?? []
  return groups.map((group) => alphabet.charAt(Number.parseInt(group.padEnd(5, '0'), 2))).join('')
}

export function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

export const newOtpSecret = (): string => base32(randomBytes(secretBytes))

/** The code of a step: the moment divided by 30 s. */
export function codeAt(secret: string, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const hash = createHmac('sha1', fromBase32(secret)).update(counter).digest()
  const offset = hash.readUInt8(hash.length - 1) & 0x0f
  const number = (hash.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** digits
  return String(number).padStart(digits, '0')
}

export const stepAt = (now: Date): number => Math.floor(now.getTime() / 1_000 / stepSeconds)

/** The step whose code this is, or none. All that come into question are compared, so that the time tells nothing. */
export function stepOf(secret: string, code: string, now: Date): number | undefined {
  const current = stepAt(now)
  const steps = Array.from({ length: 2 * stepsEitherWay + 1 }, (_, at) => current - stepsEitherWay + at)
  const given = Buffer.from(code.padEnd(digits).slice(0, 32))
  return steps
    .filter((step) => {
      const expected = Buffer.from(codeAt(secret, step))
      return given.length === expected.length && timingSafeEqual(given, expected)
    })
    .at(-1)
}

/** What an app reads out of a picture: whose secret it is, and for what. */
export function otpauthUrl(secret: string, email: string): string {
  const parameters = new URLSearchParams({
    ...{ secret, issuer: 'EventFlow', algorithm: 'SHA1' },
    ...{ digits: String(digits), period: String(stepSeconds) },
  })
  return `otpauth://totp/${encodeURIComponent(`EventFlow:${email}`)}?${parameters}`
}
