// A web address of the spec that is called by webhooks and pushes, and answers as it is told.
import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

interface ReceivedCall {
  path: string
  headers: IncomingHttpHeaders
  body: Buffer
}

interface PlannedAnswer {
  status: number
  headers?: Record<string, string>
  body?: string
}

export interface Receiver {
  url: string
  /** The oldest first. */
  calls: ReceivedCall[]
  /** For the next calls to a path, one each; then it answers 204 again. */
  answers(path: string, ...answers: Array<PlannedAnswer | 'hang-up' | 'silence'>): void
  at(path: string): ReceivedCall[]
  close(): Promise<void>
}

export async function receiver(): Promise<Receiver> {
  const calls: ReceivedCall[] = []
  const planned = new Map<string, Array<PlannedAnswer | 'hang-up' | 'silence'>>()
  const server = createServer(async (request, response) => {
    const path = request.url ?? ''
    const chunks: Buffer[] = await request.toArray()
    calls.push({ path, headers: request.headers, body: Buffer.concat(chunks) })
    const answer = planned.get(path)?.shift() ?? { status: 204 }
    if (answer === 'hang-up') return void request.socket.destroy()
    if (answer === 'silence') return
    response.writeHead(answer.status, answer.headers).end(answer.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    answers: (path, ...answers) => void planned.set(path, answers),
    at: (path) => calls.filter((call) => call.path === path),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** As whoever receives it would check it, with nothing but what the headers say. */
export function isSignedWith(secret: string, { headers, body }: ReceivedCall): boolean {
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const wanted = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
  return String(headers['webhook-signature']).split(' ').includes(wanted)
}
