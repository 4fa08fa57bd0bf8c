// What the user has set: the launcher's own environment, and below it the file `.env` at the root.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { ROOT } from './places.js'

export function userEnvironment(): Readonly<Record<string, string | undefined>> {
  const file = join(ROOT, '.env')
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}
  return { ...fromFile, ...process.env }
}
