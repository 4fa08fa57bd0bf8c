// Somebody who uses all that the platform offers, and so is known everywhere in it.
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { connect } from 'amqplib'
import type { Platform } from './platform.js'

interface Identity {
  email: string
  name: string
}

export interface Person extends Identity {
  id: string
  password: string
  call: Call
}

type Call = <T>(method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<T>

const password = 'a-quiet-harbour-at-dawn'
const operator = { email: 'operator@demo.test', password: 'demo-correct-horse-battery' }
const triesAtMost = 100

/** The smallest picture there is. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/** Calls the gateway; whatever is not a success is an error with the answer in it. */
const callerAt =
  ({ urls }: Platform, accessToken?: string): Call =>
  async (method, path, body, headers = {}) => {
    const isPicture = Buffer.isBuffer(body)
    const answer = await fetch(`${urls.gateway}${path}`, {
      method,
      headers: {
        ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
        ...(body === undefined ? {} : { 'content-type': isPicture ? 'image/png' : 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isPicture ? new Uint8Array(body) : JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${text.slice(0, 500)}`)
    const isJson = answer.headers.get('content-type')?.includes('json')
    return (isJson && text !== '' ? JSON.parse(text) : text) as never
  }

interface SignedIn {
  accessToken: string
  user: { id: string }
}

export async function register(platform: Platform, identity: Identity): Promise<Person> {
  const wish = { ...identity, password }
  const { accessToken, user } = await callerAt(platform)<SignedIn>('POST', '/v1/auth/register', wish)
  const call = callerAt(platform, accessToken)
  await until(() => call('GET', '/v1/users/me/profile'))
  return { ...identity, id: user.id, password, call }
}

export async function leaveTraces(platform: Platform, person: Person): Promise<void> {
  const { call, email, name } = person
  await callerAt(platform)('POST', '/v1/auth/login', { email, password })
  await call(
    'PATCH',
    '/v1/users/me/profile',
    { bio: `I am ${name}.`, timeZone: 'Europe/London' },
    { 'if-match': '"v1"' },
  )
  await call('PUT', '/v1/users/me/avatar', picture)
  await call('PUT', '/v1/users/me/preferences', { channels: { email: { social: false } } })
  await call('PATCH', '/v1/users/me/settings', { theme: 'dark' }, { 'if-match': '"v1"' })
  await call('POST', '/v1/auth/otp')
  await callerAt(platform)('POST', '/v1/auth/password/forgot', { email })
  await breakLetters(platform, person)
  const { id } = await call<{ id: string }>('POST', '/v1/users/me/export')
  await until(() => call('GET', `/v1/users/me/exports/${id}/file`))
}

interface Letter {
  id: string
  subject: string
}

/** Events that nobody can handle come to the desk of operators, who mend one of them. */
async function breakLetters(platform: Platform, { id, email, name }: Person): Promise<void> {
  await publishAs(platform, 'auth', { userId: id, email, name, locale: 7 })
  const { accessToken } = await callerAt(platform)<SignedIn>('POST', '/v1/auth/login', operator)
  const desk = callerAt(platform, accessToken)
  const letter = await until(async () => {
    const { items } = await desk<{ items: Letter[] }>('GET', '/v1/ops/dead-letters')
    const found = items.filter(({ subject }) => subject === id)
    if (found.length < 2 || !found[0]) throw new Error('the dead letters have not come yet')
    return found[0]
  })
  await desk('PATCH', `/v1/ops/dead-letters/${letter.id}`, { body: { locale: 'en' } }, { 'if-match': '*' })
}

/** Publishes a registration as that service would, or as it would with a fault. */
export async function publishAs(
  { infrastructure }: Platform,
  service: string,
  data: { userId: string } & Record<string, unknown>,
): Promise<void> {
  const connection = await connect(infrastructure.RABBITMQ_URL ?? '')
  const channel = await connection.createConfirmChannel()
  channel.publish(`${service}.events`, 'user.registered', Buffer.from(JSON.stringify(data)), {
    messageId: randomUUID(),
    type: 'user.registered',
    appId: service,
    contentType: 'application/json',
    headers: { cloudEvents_subject: data.userId, 'x-schema-version': 1, 'x-attempt': 1 },
  })
  await channel.waitForConfirms()
  await connection.close()
}

async function until<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = triesAtMost; ; left--) {
    try {
      return await attempt()
    } catch (error) {
      if (left === 0) throw error
      await pause(100)
    }
  }
}
