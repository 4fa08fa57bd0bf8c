// Somebody who uses all that the platform offers, and so is known everywhere in it.
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { connect } from 'amqplib'
import { callerAt, type Operator } from '../operator/sign-in.js'
import type { Platform } from './platform.js'

type Call = Operator['call']

interface Identity {
  email: string
  name: string
}

export interface Person extends Identity {
  id: string
  password: string
  accessToken: string
  call: Call
}

const password = 'a-quiet-harbour-at-dawn'
const operator = { email: 'operator@demo.test', password: 'demo-correct-horse-battery' }
const triesAtMost = 100

/** The smallest picture there is. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

const callAs = ({ urls }: Platform, accessToken?: string): Call =>
  callerAt(urls.gateway ?? '', accessToken).call

interface SignedIn {
  accessToken: string
  user: { id: string }
}

export async function register(platform: Platform, identity: Identity): Promise<Person> {
  const { accessToken, user } = await signIn(platform, '/v1/auth/register', { ...identity, password })
  const call = callAs(platform, accessToken)
  await until(() => call('GET', '/v1/users/me/profile'))
  return { ...identity, id: user.id, password, accessToken, call }
}

async function signIn(platform: Platform, path: string, body: object): Promise<SignedIn> {
  return (await callAs(platform)<SignedIn>('POST', path, { body })).body
}

const ifFirst = { 'if-match': '"v1"' }

export async function leaveTraces(platform: Platform, person: Person): Promise<void> {
  const { call, email, name } = person
  await signIn(platform, '/v1/auth/login', { email, password })
  const profile = { bio: `I am ${name}.`, timeZone: 'Europe/London' }
  await call('PATCH', '/v1/users/me/profile', { body: profile, headers: ifFirst })
  await putPicture(platform, person)
  await call('PUT', '/v1/users/me/preferences', { body: { channels: { email: { social: false } } } })
  await call('PATCH', '/v1/users/me/settings', { body: { theme: 'dark' }, headers: ifFirst })
  await writeAboutOneself(person)
  await call('POST', '/v1/auth/otp')
  await call('POST', '/v1/activities', { body: { type: 'SEARCH', properties: { query: name } } })
  await callAs(platform)('POST', '/v1/auth/password/forgot', { body: { email } })
  // What is refused leaves traces as well: databases like to log the values that they object to.
  await signIn(platform, '/v1/auth/register', { email, name, password }).catch(() => undefined)
  await breakLetters(platform, person)
  const { body } = await call<{ id: string }>('POST', '/v1/users/me/export')
  await until(() => call('GET', `/v1/users/me/exports/${body.id}/file`))
}

/** The stored answer to an Idempotency-Key has the words as well. */
async function writeAboutOneself({ call, email, name }: Person): Promise<void> {
  const body = { title: `${name} has a plan`, body: `Write to ${email}.`, visibility: 'public' }
  await call('POST', '/v1/journals', { body, headers: { 'idempotency-key': randomUUID() } })
}

async function putPicture({ urls }: Platform, { accessToken }: Person): Promise<void> {
  const { status } = await fetch(`${urls.gateway}/v1/users/me/avatar`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'image/png' },
    body: new Uint8Array(picture),
  })
  if (status !== 200) throw new Error(`the picture was answered ${status}`)
}

interface Letter {
  id: string
  subject: string
}

/** Events that nobody can handle come to the desk of operators, who mend one of them. */
async function breakLetters(platform: Platform, { id, email, name }: Person): Promise<void> {
  await publishAs(platform, 'auth', { userId: id, email, name, locale: 7 })
  const { accessToken } = await signIn(platform, '/v1/auth/login', operator)
  const desk = callAs(platform, accessToken)
  const letter = await until(async () => {
    const { items } = (await desk<{ items: Letter[] }>('GET', '/v1/ops/dead-letters')).body
    const found = items.filter(({ subject }) => subject === id)
    if (found.length < 2 || !found[0]) throw new Error('the dead letters have not come yet')
    return found[0]
  })
  const mended = { body: { body: { locale: 'en' } }, headers: { 'if-match': '*' } }
  await desk('PATCH', `/v1/ops/dead-letters/${letter.id}`, mended)
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
