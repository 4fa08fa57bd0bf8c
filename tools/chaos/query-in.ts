// Asks a database of a platform under test itself, not those who write to it.
import { Client } from 'pg'
import type { Platform } from './platform.js'

export async function queryIn(
  { infrastructure }: Platform,
  database: string,
  sql: string,
): Promise<Array<Record<string, unknown>>> {
  const address = new URL(infrastructure.POSTGRES_URL ?? '')
  address.pathname = `/${database}`
  const client = new Client({ connectionString: address.href })
  await client.connect()
  try {
    return (await client.query(sql)).rows as Array<Record<string, unknown>>
  } finally {
    await client.end()
  }
}
