// What the variables of docker-compose.yml are called and filled with.
import { randomBytes } from 'node:crypto'

/** `AUTH_DB_PASSWORD`, `AUTH_BROKER_PASSWORD`. */
export const passwordVariable = (service: string, kind: 'DB' | 'BROKER'): string =>
  `${service.toUpperCase().replaceAll('-', '_')}_${kind}_PASSWORD`

/** Passwords stand in addresses, so they are letters and digits; keys are 32 bytes in base64, as the services read them. */
export function freshSecret(variable: string): string {
  if (variable === 'S3_ACCESS_KEY') return randomBytes(10).toString('hex')
  const inAddress = variable.endsWith('_PASSWORD') || variable.startsWith('S3_')
  return inAddress ? randomBytes(24).toString('hex') : randomBytes(32).toString('base64')
}
