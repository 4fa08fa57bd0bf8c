// The activity service as it is in production, on the databases of the benchmark, with somebody who may post.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Service } from '@eventflow/runtime'
import { repositoryRoot, stackAddresses, testIdentity, testStack } from '@eventflow/testing'
import { createConnection } from 'mongoose'

/** Found by their folder: tools know no service by name in their imports. */
const built = (file: string): Record<string, Service> =>
  require(join(repositoryRoot(), 'services', 'activity', 'dist', file)) as Record<string, Service>

/** More may wait than a measurement can leave: what is measured is not the pressure. */
const settings = { LOG_LEVEL: 'info', ACTIVITY_BACKLOG_MESSAGES: '900000', ACTIVITY_BACKLOG_SECONDS: '3600' }

export async function openActivity({ withWorker }: { withWorker: boolean }) {
  const stack = await testStack()
  const identity = await testIdentity()
  const address = new URL(stackAddresses().mongoUrl)
  address.pathname = `/bench_${randomUUID().slice(0, 8)}`
  const mongoUrl = address.href
  const start = async (file: string, name: string) => {
    const service = built(file)[name]
    if (!service) throw new Error(`${file} has no ${name}`)
    return stack.start(service, { AUTH_URL: identity.url, MONGO_URL: mongoUrl, ...settings })
  }
  const { url } = await start('service.js', 'activityService')
  if (withWorker) await start('worker-service.js', 'activityWorker')
  const userId = randomUUID()
  return {
    url,
    mongoUrl,
    /** Good for ten minutes; a measurement that lasts longer asks again. */
    token: () => identity.token({ userId }),
    close: async () => {
      await stack.close()
      await identity.close()
      const connection = await createConnection(mongoUrl).asPromise()
      await connection.dropDatabase()
      await connection.close()
    },
  }
}
