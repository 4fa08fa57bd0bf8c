// Registers somebody at a running platform and waits for the profile that an event makes: `smoke-main.js http://127.0.0.1:8080`.
import { randomUUID } from 'node:crypto'

interface Registered {
  user: { id: string }
  accessToken: string
}

async function registerAndSeeProfile(gateway: string): Promise<string> {
  const body = { email: `smoke-${randomUUID()}@example.test`, password: randomUUID(), name: 'Smoke Test' }
  const registered = await fetch(`${gateway}/v1/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (registered.status !== 201)
    throw new Error(`registering answered ${registered.status}: ${await registered.text()}`)
  const { user, accessToken } = (await registered.json()) as Registered
  const profile = await fetch(`${gateway}/v1/users/me/profile`, {
    headers: {
      authorization: `Bearer ${accessToken}`,
      'sync-token': registered.headers.get('sync-token') ?? '',
      prefer: 'wait=20',
    },
  })
  if (profile.status !== 200)
    throw new Error(`the profile answered ${profile.status}: ${await profile.text()}`)
  const { userId } = (await profile.json()) as { userId: string }
  if (userId !== user.id) throw new Error(`the profile is that of ${userId}, not of ${user.id}`)
  return user.id
}

registerAndSeeProfile(process.argv[2] ?? 'http://127.0.0.1:8080').then(
  (id) => console.log(`user ${id} has a profile`),
  (error: Error) => {
    console.error(error.message)
    process.exitCode = 1
  },
)
