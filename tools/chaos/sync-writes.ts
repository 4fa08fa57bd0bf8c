// What is written and read back to try a Sync-Token: in a feed, in an inbox, among activities.
import { randomUUID } from 'node:crypto'
import type { Guest } from './engagement/party.js'
import type { Answer } from './engagement/persistent-call.js'

/** The reader follows the writer, and nobody else does. */
export interface Pair {
  writer: Guest
  reader: Guest
}

interface Read {
  isThere: boolean
  /** It was told that not everything had arrived in time. */
  isLate: boolean
}

interface Written {
  syncToken: string | undefined
  isThere(syncToken?: string): Promise<Read>
}

interface Kind {
  name: string
  write(pair: Pair): Promise<Written>
}

const waitSeconds = 20

const headersFor = (syncToken: string | undefined): Record<string, string> =>
  syncToken === undefined ? {} : { 'sync-token': syncToken, prefer: `wait=${waitSeconds}` }

/** Whether the answer to `path` holds the text, which is an id that nothing else has. */
const looker =
  (reader: Guest, path: string, text: string): Written['isThere'] =>
  async (syncToken) => {
    const answer = await reader.call('GET', path, { headers: headersFor(syncToken) })
    return {
      isThere: answer?.status === 200 && JSON.stringify(answer.body).includes(text),
      isLate: answer?.syncLag !== undefined,
    }
  }

async function posted<T>(writer: Guest, path: string, body?: object): Promise<Answer<T>> {
  const answer = await writer.call<T>('POST', path, body === undefined ? {} : { body })
  if (!answer || answer.status >= 300) throw new Error(`POST ${path} was answered ${answer?.status}`)
  return answer
}

const newTask = ({ writer }: Pair) =>
  posted<{ id: string }>(writer, '/v1/actions', {
    kind: 'task',
    title: `Task ${randomUUID()}`,
    visibility: 'followers',
  })

const inFeed: Kind = {
  name: 'feed',
  write: async (pair) => {
    const { body, syncToken } = await newTask(pair)
    return { syncToken, isThere: looker(pair.reader, '/v1/feed', body.id) }
  },
}

const inInbox: Kind = {
  name: 'inbox',
  write: async (pair) => {
    const { body: task } = await newTask(pair)
    const { syncToken } = await posted(pair.writer, `/v1/actions/${task.id}/complete`)
    return {
      syncToken,
      isThere: looker(pair.reader, '/v1/notifications', eventIn(syncToken, 'action.completed')),
    }
  },
}

const amongActivities: Kind = {
  name: 'activities',
  write: async ({ writer }) => {
    const id = randomUUID()
    const { syncToken } = await posted(writer, '/v1/activities', { id, type: 'PAGE_VIEW' })
    return { syncToken, isThere: looker(writer, '/v1/activities', id) }
  },
}

export const kinds = [inFeed, inInbox, amongActivities] as const

/** A token names the messages of a write; what follows from one of them is known by its id. */
function eventIn(syncToken: string | undefined, type: string): string {
  const pairs = JSON.parse(Buffer.from(syncToken ?? 'W10', 'base64url').toString()) as string[][]
  return pairs.find(([, one]) => one === type)?.[0] ?? 'no such event'
}
