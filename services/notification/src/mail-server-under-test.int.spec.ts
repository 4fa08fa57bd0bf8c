// A mail server of the spec: takes mails, refuses some, and goes away when told.
import { createServer, type Server } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'

export interface Received extends Email {
  to: NonNullable<Email['to']>
  recipient: string
}

/** What the server does with the next mail instead of taking it. */
type Trouble = { code: number; at: 'recipient' | 'data' } | 'drop-after-data' | 'silence'

export interface MailServer {
  url: string
  /** Oldest first; one that was dropped after its data is among them. */
  received: Received[]
  connectionsAtMost(): number
  /** For the next mails, one each; then it takes them again. */
  troubles: Trouble[]
  off(): Promise<void>
  on(): Promise<void>
  close(): Promise<void>
}

const refusal = (responseCode: number) =>
  Object.assign(new Error('4.0.0 no <ada@example.test>'), { responseCode })

export async function mailServer(): Promise<MailServer> {
  const received: Received[] = []
  const troubles: Trouble[] = []
  let connections = 0
  let most = 0
  let server: SMTPServer | undefined
  const port = await freePort()

  const open = () =>
    new SMTPServer({
      disabledCommands: ['STARTTLS', 'AUTH'],
      closeTimeout: 100,
      onConnect: (_session, done) => {
        connections += 1
        most = Math.max(most, connections)
        done()
      },
      onClose: () => {
        connections -= 1
      },
      onRcptTo: (_address, _session, done) => {
        const [next] = troubles
        if (typeof next !== 'object' || next.at !== 'recipient') return done()
        troubles.shift()
        done(refusal(next.code))
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        stream.on('end', async () => {
          const trouble = troubles.shift()
          if (typeof trouble === 'object') return done(refusal(trouble.code))
          // The mail was sent off, and is never answered.
          if (trouble === 'silence') return
          const mail = await PostalMime.parse(Buffer.concat(chunks))
          received.push({ ...mail, to: mail.to ?? [], recipient: session.envelope.rcptTo[0]?.address ?? '' })
          if (trouble !== 'drop-after-data') return done()
          for (const { _socket: socket } of connectionsOf(server)) socket.destroy()
        })
      },
    })

  const on = async () => {
    server = open()
    server.on('error', () => undefined)
    await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve))
  }
  const off = async () => {
    for (const { _socket: socket } of connectionsOf(server)) socket.destroy()
    await new Promise<void>((resolve) => (server ? server.close(resolve) : resolve()))
    server = undefined
  }
  await on()
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    connectionsAtMost: () => most,
    troubles,
    on,
    off,
    close: off,
  }
}

const connectionsOf = (server: SMTPServer | undefined) => [
  ...((server as unknown as { connections: Set<{ _socket: { destroy(): void } }> })?.connections ?? []),
]

async function freePort(): Promise<number> {
  const server: Server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
