// Messages that no consumer can read, put among good ones; each bears a mark by which it is known again among the dead.

import { eventExchange } from '@eventflow/backbone'
import { connect, type Options } from 'amqplib'
import { LetterSent } from './letters.js'

interface Malformed {
  name: string
  body: Buffer | string
  properties: Options.Publish
}

const usual = { type: LetterSent.type, contentType: 'application/json' }
const megabytes = 1024 * 1024

const kinds: ReadonlyArray<(mark: string) => Malformed> = [
  (mark) => ({ name: 'invalid JSON', body: `{"mark":"${mark}"`, properties: { ...usual, messageId: mark } }),
  (mark) => ({
    name: 'wrong content type',
    body: `<mark>${mark}</mark>`,
    properties: { ...usual, contentType: 'text/xml', messageId: mark },
  }),
  (mark) => ({
    name: 'unknown type',
    body: `{"mark":"${mark}"}`,
    properties: { type: 'letter.eaten', messageId: mark },
  }),
  (mark) => ({
    name: 'unknown version',
    body: `{"mark":"${mark}"}`,
    properties: { ...usual, messageId: mark, headers: { 'x-schema-version': 99 } },
  }),
  (mark) => ({ name: 'no headers at all', body: `{"mark":"${mark}"}`, properties: {} }),
  (mark) => ({
    name: 'data of another shape',
    body: `{"number":"${mark}"}`,
    properties: { ...usual, messageId: mark },
  }),
  (mark) => ({
    name: 'a body of 3 MB',
    body: Buffer.concat([Buffer.from(`{"mark":"${mark}","x":"`), Buffer.alloc(3 * megabytes, 'x')]),
    properties: { ...usual, messageId: mark },
  }),
]

/** Larger than the broker takes: it closes the channel over it, and nothing of it arrives. */
const tooLarge = Buffer.alloc(10 * megabytes, 'x')

/** Answers the marks of those that the broker took; throws when it is away. */
export async function sendMalformed(adminUrl: string, mark: () => string): Promise<string[]> {
  const connection = await connect(adminUrl, { timeout: 5_000 })
  connection.on('error', () => undefined)
  try {
    const sent: string[] = []
    for (const make of kinds) {
      const own = mark()
      await publish(connection, make(own))
      sent.push(own)
    }
    const refusal = await publish(connection, {
      name: 'a body of 10 MB',
      body: tooLarge,
      properties: usual,
    }).catch(() => 'refused')
    if (refusal !== 'refused') throw new Error('the broker took a body of 10 MB')
    return sent
  } finally {
    await connection.close().catch(() => undefined)
  }
}

/** On a channel of its own each, since the broker closes it when it refuses. */
async function publish(
  connection: Awaited<ReturnType<typeof connect>>,
  { body, properties }: Malformed,
): Promise<void> {
  const channel = await connection.createConfirmChannel()
  const refused = new Promise<never>((_, reject) => channel.once('error', reject))
  refused.catch(() => undefined)
  const sent = new Promise<void>((resolve, reject) => {
    channel.publish(
      eventExchange('sender'),
      LetterSent.type,
      Buffer.from(body as string),
      properties,
      (error) => (error ? reject(error) : resolve()),
    )
  })
  await Promise.race([sent, refused])
  await channel.close()
}

const markIn = /chaos-[0-9a-f-]{36}/

/** Which message of ours a dead letter is, by what it carries. */
export function markOfDead(body: Buffer): string {
  const beginning = body.subarray(0, 500).toString()
  const mark = markIn.exec(beginning)?.[0]
  if (mark) return mark
  try {
    const { recipientId, number } = JSON.parse(beginning) as { recipientId: string; number: number }
    return `${recipientId} ${number}`
  } catch {
    return beginning.slice(0, 60)
  }
}
