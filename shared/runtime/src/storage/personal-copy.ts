// The part of a service in the copy of somebody's data: one JSON file, under a key that says whose it is.
import type { Storage } from './storage.js'

interface CopyOf {
  userId: string
  jobId: string
  service: string
}

/** All copies of one user, so that they can be removed together. */
export const copiesOf = (userId: string): string => `exports/${userId}/`

export const copyKeyOf = ({ userId, jobId, service }: CopyOf): string =>
  `${copiesOf(userId)}${jobId}/${service}.json`

/** The same job writes the same file: doing it again changes nothing. Answers what is to be told about it. */
export async function storeCopy(
  storage: Storage,
  of: CopyOf,
  data: Readonly<Record<string, readonly unknown[]>>,
): Promise<{ counts: Record<string, number>; location: string }> {
  const location = copyKeyOf(of)
  await storage.put(location, Buffer.from(`${JSON.stringify(data, null, 2)}\n`))
  const counts = Object.fromEntries(Object.entries(data).map(([name, items]) => [name, items.length]))
  return { counts, location }
}
