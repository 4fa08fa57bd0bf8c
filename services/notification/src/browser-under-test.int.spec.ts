// A browser of the spec that takes pushes: it subscribes with keys of its own, and reads what was pushed as RFC 8291 says.
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

export function browser(endpoint: string) {
  const pair = createECDH('prime256v1')
  pair.generateKeys()
  const auth = randomBytes(16)
  const ownKey = pair.getPublicKey()
  return {
    /** As `PushSubscription.toJSON()` gives it away. */
    subscription: {
      endpoint,
      expirationTime: null,
      keys: { p256dh: ownKey.toString('base64url'), auth: auth.toString('base64url') },
    },
    read: (body: Buffer): Record<string, unknown> => {
      const salt = body.subarray(0, 16)
      const keyLength = body.readUInt8(20)
      const theirKey = body.subarray(21, 21 + keyLength)
      const info = Buffer.concat([Buffer.from('WebPush: info\0'), ownKey, theirKey])
      const shared = Buffer.from(hkdfSync('sha256', pair.computeSecret(theirKey), auth, info, 32))
      const derived = (what: string, length: number) =>
        Buffer.from(hkdfSync('sha256', shared, salt, `Content-Encoding: ${what}\0`, length))
      const box = body.subarray(21 + keyLength)
      const decipher = createDecipheriv('aes-128-gcm', derived('aes128gcm', 16), derived('nonce', 12))
      decipher.setAuthTag(box.subarray(-16))
      const plain = Buffer.concat([decipher.update(box.subarray(0, -16)), decipher.final()])
      return JSON.parse(plain.subarray(0, plain.lastIndexOf(2)).toString()) as Record<string, unknown>
    },
  }
}

/** Whether the platform has signed the push, for the push service of this address (RFC 8292). */
export function isVouchedFor(
  { authorization = '' }: IncomingHttpHeaders,
  audience: string,
  publicKey: string,
): boolean {
  const [, token = '', key] = /^vapid t=([^,]+), k=(.+)$/.exec(authorization) ?? []
  const [head, body = '', signature = ''] = token.split('.')
  const point = Buffer.from(publicKey, 'base64url')
  const part = (from: number) => point.subarray(from, from + 32).toString('base64url')
  const jwk = { kty: 'EC', crv: 'P-256', x: part(1), y: part(33) }
  const { aud, sub } = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, string>
  const isSigned = verify(
    'sha256',
    Buffer.from(`${head}.${body}`),
    { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  )
  return isSigned && key === publicKey && aud === audience && /^mailto:/.test(sub ?? '')
}
