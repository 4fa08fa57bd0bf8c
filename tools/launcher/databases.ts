// Gives every service its own database and a role that owns nothing else.
import { Client, escapeIdentifier, escapeLiteral } from 'pg'
import { databaseName } from './service-environment.js'

export interface DatabaseWish {
  service: string
  password: string
}

/** Idempotent: creates what is missing and sets the passwords anew, in case the stack's secrets have changed. */
export async function createDatabases(adminUrl: string, wishes: DatabaseWish[]): Promise<void> {
  const client = new Client({ connectionString: adminUrl })
  await client.connect()
  try {
    const roles = await names(client, 'SELECT rolname AS name FROM pg_roles')
    const databases = await names(client, 'SELECT datname AS name FROM pg_database')
    for (const { service, password } of wishes) {
      const role = escapeIdentifier(service)
      const database = escapeIdentifier(databaseName(service))
      const verb = roles.has(service) ? 'ALTER' : 'CREATE'
      await client.query(`${verb} ROLE ${role} LOGIN PASSWORD ${escapeLiteral(password)}`)
      if (!databases.has(databaseName(service)))
        await client.query(`CREATE DATABASE ${database} OWNER ${role}`)
      // By default everybody may connect everywhere; a service may not even look at another's tables.
      await client.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`)
    }
  } finally {
    await client.end()
  }
}

async function names(client: Client, query: string): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string }>(query)
  return new Set(rows.map(({ name }) => name))
}
