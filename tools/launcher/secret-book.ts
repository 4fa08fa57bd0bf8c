// The random secrets of a stack: made on first use, the same on every later start.
import { randomBytes } from 'node:crypto'
import { readJson, writeJson } from './json-file.js'

/** 256 bits in letters that need no escaping in a URL or a configuration file. */
export function openSecretBook(file: string): (name: string) => string {
  const secrets = readJson<Record<string, string>>(file) ?? {}
  return (name) => {
    const known = secrets[name]
    if (known) return known
    const fresh = randomBytes(32).toString('base64url')
    secrets[name] = fresh
    writeJson(file, secrets)
    return fresh
  }
}
