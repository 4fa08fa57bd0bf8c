// The services of the platform, asked side by side with the token of the operator who wants to know; each checks it again.
import type { Backbone } from '@eventflow/backbone'
import { type Health, type HealthReport, instance, traceHeaders } from '@eventflow/runtime'

/** The operator's own token, handed on. */
type Authorization = string | undefined

export interface Replies<T> {
  replies: Array<{ service: string; answer: T }>
  /** Those that gave no answer of use in time: the others have been heard all the same. */
  unreachable: string[]
}

/** As it comes over the network: moments are text. */
type Told<T> = T extends Date
  ? string
  : T extends ReadonlyArray<infer Item>
    ? Array<Told<Item>>
    : T extends object
      ? { [Name in keyof T]: Told<T[Name]> }
      : T

type Operations = NonNullable<Backbone['operations']>
type ToldBy<Question extends keyof Operations> = Told<Awaited<ReturnType<Operations[Question]>>>

export type Story = ToldBy<'story'>
export type PublishedFact = Story['published'][number]
export type HandledFact = Story['handled'][number]
export type SeenVersion = ToldBy<'versionsSeen'>[number]

export type Readiness = HealthReport & Partial<typeof instance>

export interface Fleet {
  /** Those that have messages, and so can be asked about them. */
  readonly services: readonly string[]
  readiness(): Promise<Replies<Readiness>>
  outboxes(authorization: Authorization): Promise<Replies<ToldBy<'outbox'>>>
  stories(id: string, authorization: Authorization): Promise<Replies<Story>>
  versionsSeen(authorization: Authorization): Promise<Replies<{ items: ToldBy<'versionsSeen'> }>>
  heldKeys(authorization: Authorization): Promise<Replies<{ items: ToldBy<'heldKeys'> }>>
  /** Throws NotAnswered, here and below, when there is no answer of use. */
  resumeKey(service: string, key: string, authorization: Authorization): Promise<void>
  rehearse(
    service: string,
    message: { properties: object; body: Buffer; queue: string },
    authorization: Authorization,
  ): Promise<ToldBy<'rehearse'>>
}

/** The service was reached, and refused. */
export class NotAnswered extends Error {
  constructor(readonly status: number) {
    super(`it answered ${status}`)
    this.name = 'NotAnswered'
  }
}

interface FleetParts {
  addresses: Readonly<Record<string, string>>
  /** What this service knows of itself, for which it asks nobody. */
  operations: Backbone['operations']
  health: Health
}

const self = 'ops'
/** The gateway passes calls on and has no messages, the others keep documents, where what was handled leaves no trace of its own. */
const withoutRecords = ['activity', 'feed', 'gateway', 'notification']
const inside = '/internal/backbone'

export function fleetOf({ addresses, operations, health }: FleetParts): Fleet {
  const everyone = Object.keys(addresses)
  const others = everyone.filter((service) => !withoutRecords.includes(service))
  const urlOf = (service: string, path: string) => new URL(path, addresses[service])
  const askOthers = <T extends object>(path: string, has: Fields<T>, authorization: Authorization) =>
    heard<T>(others, (service) => ask(urlOf(service, path), { has, authorization }))
  return {
    services: others,
    readiness: async () => {
      const asked = heard<Readiness>(everyone, (service) =>
        ask(urlOf(service, '/readyz'), { has: ['ready', 'dependencies'], refusals: true }),
      )
      return withOwn(await asked, { ...(await health.report()), ...instance })
    },
    outboxes: async (authorization) =>
      withOwn(
        await askOthers<ToldBy<'outbox'>>(`${inside}/outbox`, ['depth', 'oldestSeconds'], authorization),
        await operations?.outbox(),
      ),
    stories: async (id, authorization) =>
      withOwn(
        await askOthers<Story>(
          `${inside}/stories/${encodeURIComponent(id)}`,
          ['published', 'handled'],
          authorization,
        ),
        await operations?.story(id),
      ),
    versionsSeen: (authorization) => askOthers(`${inside}/seen`, ['items'], authorization),
    heldKeys: (authorization) => askOthers(`${inside}/held-keys`, ['items'], authorization),
    resumeKey: async (service, key, authorization) => {
      const path = `${inside}/held-keys/${encodeURIComponent(key)}/resume`
      await ask<object>(urlOf(service, path), { has: [], authorization, body: {} })
    },
    rehearse: (service, { properties, body, queue }, authorization) =>
      ask(urlOf(service, `${inside}/rehearsals`), {
        has: ['outcome', 'events'],
        authorization,
        body: { properties, body: body.toString('base64'), queue },
      }),
  }
}

/** As it would have come over the network: moments as text. */
const withOwn = <T>({ replies, unreachable }: Replies<T>, own: unknown): Replies<T> => ({
  replies:
    own === undefined
      ? replies
      : [...replies, { service: self, answer: JSON.parse(JSON.stringify(own)) as T }],
  unreachable,
})

async function heard<T>(
  services: readonly string[],
  askOne: (service: string) => Promise<T>,
): Promise<Replies<T>> {
  const settled = await Promise.allSettled(services.map(askOne))
  const replies: Replies<T> = { replies: [], unreachable: [] }
  for (const [index, service] of services.entries()) {
    const one = settled[index]
    if (one?.status === 'fulfilled') replies.replies.push({ service, answer: one.value })
    else replies.unreachable.push(service)
  }
  return replies
}

type Fields<T> = ReadonlyArray<keyof T & string>

interface Question<T> {
  /** Without these it is no answer to this question, whoever gave it. */
  has: Fields<T>
  authorization?: Authorization
  /** Sent as JSON, by POST. */
  body?: object
  /** Reads the body of a refusal as well: what is not ready says so in one. */
  refusals?: boolean
}

const answerWithinMs = 5_000

async function ask<T extends object>(url: URL, question: Question<T>): Promise<T> {
  const { has, authorization, body, refusals = false } = question
  const answer = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      accept: 'application/json',
      ...traceHeaders(),
      ...(authorization === undefined ? {} : { authorization }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(answerWithinMs),
    redirect: 'error',
  })
  if (!answer.ok && !refusals) throw new NotAnswered(answer.status)
  if (answer.status === 204) return {} as T
  const told = (await answer.json()) as T
  if (has.some((field) => told[field] === undefined))
    throw new Error('its answer is not one to this question')
  return told
}
