// Envelope encryption of single fields: each value under a key of its own, that key under the platform's sealing key.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const prefix = 'sealed.v1.'
const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16
const keyBytes = 32

export interface Sealer {
  /** `binding` names the place of the value (message and field); a sealed value moved elsewhere does not open. */
  seal(value: string, binding: string): string
  open(sealed: string, binding: string): string
}

/** Seals with the first key and opens with any, so that a key can be replaced while old messages are still around. */
export function createSealer(keys: readonly Buffer[]): Sealer {
  const [newest] = keys
  if (!newest || keys.some((key) => key.length !== keyBytes))
    throw new Error(`sealing keys must be ${keyBytes} bytes each, and there must be one`)
  return {
    seal(value, binding) {
      const valueKey = randomBytes(keyBytes)
      const wrappedKey = encrypt(newest, valueKey, binding)
      const body = encrypt(valueKey, Buffer.from(value, 'utf8'), binding)
      return prefix + Buffer.concat([wrappedKey, body]).toString('base64url')
    },
    open(sealed, binding) {
      if (!sealed.startsWith(prefix)) throw new Error('this is not a sealed value')
      const bytes = Buffer.from(sealed.slice(prefix.length), 'base64url')
      const wrappedLength = nonceBytes + keyBytes + tagBytes
      const valueKey = firstThatOpens(keys, bytes.subarray(0, wrappedLength), binding)
      return decrypt(valueKey, bytes.subarray(wrappedLength), binding).toString('utf8')
    },
  }
}

function encrypt(key: Buffer, plain: Buffer, binding: string): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes }).setAAD(
    Buffer.from(binding),
  )
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function decrypt(key: Buffer, box: Buffer, binding: string): Buffer {
  // The length is named, else a cut box would be held to a tag as short as what is left of it.
  const decipher = createDecipheriv(algorithm, key, box.subarray(0, nonceBytes), { authTagLength: tagBytes })
  decipher.setAAD(Buffer.from(binding)).setAuthTag(box.subarray(box.length - tagBytes))
  return Buffer.concat([decipher.update(box.subarray(nonceBytes, box.length - tagBytes)), decipher.final()])
}

function firstThatOpens(keys: readonly Buffer[], box: Buffer, binding: string): Buffer {
  for (const key of keys) {
    try {
      return decrypt(key, box, binding)
    } catch {
      // Sealed under another key of the ring: the next one may fit.
    }
  }
  throw new Error('no sealing key opens this value')
}
