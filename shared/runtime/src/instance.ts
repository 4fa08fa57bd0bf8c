// What this process is: which version, running since when.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** All packages of the platform have one version, so that of this package is that of the service around it. */
const versionOf = (manifest: string): string =>
  (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version

export const instance = {
  version: versionOf(join(__dirname, '..', 'package.json')),
  startedAt: new Date(Date.now() - process.uptime() * 1_000).toISOString(),
}
