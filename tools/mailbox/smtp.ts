// The SMTP side of the mailbox: takes every mail within its bounds from anybody on this machine.
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import type { MailStore } from './mail-store.js'

export interface SmtpCounters {
  accepted: number
  acceptedBytes: number
  rejected: number
}

const MAIL_LIMIT_BYTES = 10 * 1024 * 1024
const CLIENT_LIMIT = 50
const RECIPIENT_LIMIT = 500
const IDLE_MS = 60_000
const CLOSE_WITHIN_MS = 1000

export function createSmtpServer(store: MailStore, counters: SmtpCounters): SMTPServer {
  return new SMTPServer({
    banner: 'EventFlow mailbox',
    size: MAIL_LIMIT_BYTES,
    maxClients: CLIENT_LIMIT,
    socketTimeout: IDLE_MS,
    closeTimeout: CLOSE_WITHIN_MS,
    disableReverseLookup: true,
    // Its certificate would be one that no client trusts, and a client that sees the offer takes it.
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    allowInsecureAuth: true,
    onAuth: (auth, _session, done) => done(null, { user: auth.username ?? 'anybody' }),
    onRcptTo: (_address, session, done) =>
      done(session.envelope.rcptTo.length < RECIPIENT_LIMIT ? null : refusal(452, 'too many recipients')),
    onData: (stream, session, done) => {
      receive(stream, session, store).then(
        (size) => {
          counters.accepted += 1
          counters.acceptedBytes += size
          done(null, 'kept')
        },
        (error: Error) => {
          counters.rejected += 1
          done(error)
        },
      )
    },
  })
}

async function receive(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  store: MailStore,
): Promise<number> {
  const chunks: Buffer[] = []
  let size = 0
  // Read to the end even when it is too long: only then can the client be told.
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= MAIL_LIMIT_BYTES) chunks.push(chunk)
    else chunks.length = 0
  }
  if (size > MAIL_LIMIT_BYTES) throw refusal(552, `the mail is larger than ${MAIL_LIMIT_BYTES} bytes`)
  const { mailFrom, rcptTo } = session.envelope
  const envelope = {
    from: mailFrom ? mailFrom.address : '',
    to: rcptTo.map((each) => each.address),
    user: typeof session.user === 'string' ? session.user : '',
  }
  await store.add(Buffer.concat(chunks), envelope).catch((error: NodeJS.ErrnoException) => {
    // An error of the file system has a code; without one the mail itself could not be read.
    throw error.code
      ? refusal(452, `it cannot be kept: ${error.message}`)
      : refusal(554, `it cannot be read: ${error.message}`)
  })
  return size
}

const refusal = (responseCode: number, message: string) => Object.assign(new Error(message), { responseCode })
