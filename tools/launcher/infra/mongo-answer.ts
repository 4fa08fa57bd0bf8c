// Asks a MongoDB server whether it answers, by the driver that the services use.
import { createConnection } from 'mongoose'

/** Its version; throws when it has not answered a command within the bound. */
export async function askMongo(url: string, timeoutMs: number): Promise<string> {
  const connection = createConnection(url, { serverSelectionTimeoutMS: timeoutMs, autoIndex: false })
  try {
    await connection.asPromise()
    const answer = await connection.getClient().db('admin').command({ buildInfo: 1 })
    return String(answer.version)
  } finally {
    await connection.close()
  }
}
