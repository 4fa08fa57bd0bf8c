// The keys by which push services know who pushes (RFC 8292): the private one is 32 random bytes, the public one follows from it.
import { createECDH } from 'node:crypto'

export interface VapidKeys {
  subject: string
  publicKey: string
  privateKey: string
}

export function vapidKeysOf({ privateKey, subject }: { privateKey: Buffer; subject: string }): VapidKeys {
  const pair = createECDH('prime256v1')
  pair.setPrivateKey(privateKey)
  return {
    subject,
    publicKey: pair.getPublicKey('base64url'),
    privateKey: privateKey.toString('base64url'),
  }
}
