// The mail server: a few connections that are kept, a bound on every wait, and a verdict on every answer.
import { type Resource, within } from '@eventflow/runtime'
import { createTransport, type SendMailOptions } from 'nodemailer'
import type { Try } from '../send-deliveries/carrier.js'

export interface Smtp extends Pick<Resource, 'close'> {
  send(message: SendMailOptions): Promise<Try>
  /** Resolves when the server takes mails from us; rejects with the reason when it does not. */
  check(): Promise<void>
}

export interface SmtpConfig {
  url: string
  connections: number
  answerWithinMs: number
}

const mailsPerConnection = 100

/** Longer than any try can take: who claims a mail for so long has it alone. */
export const longestTryMs = ({ answerWithinMs }: Pick<SmtpConfig, 'answerWithinMs'>): number =>
  answerWithinMs * 3

export function openSmtp(config: SmtpConfig): Smtp {
  const { url, connections: maxConnections, answerWithinMs } = config
  const transport = createTransport({
    url,
    pool: true,
    maxConnections,
    maxMessages: mailsPerConnection,
    // A kept connection may have died: a mail of which nothing was sent gets one more. All else is for us to decide.
    maxRequeues: 1,
    connectionTimeout: answerWithinMs,
    greetingTimeout: answerWithinMs,
    socketTimeout: answerWithinMs,
    dnsTimeout: answerWithinMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    send: async (message) => {
      try {
        await transport.sendMail({ ...message, signal: AbortSignal.timeout(longestTryMs(config)) })
        return { outcome: 'taken' }
      } catch (error) {
        return verdictOn(error as SmtpError)
      }
    },
    check: async () => void (await within(answerWithinMs * 2, transport.verify())),
    close: async () => transport.close(),
  }
}

interface SmtpError {
  code?: string
  responseCode?: number
  response?: string
}

/** The sequence of commands was wrong, which says nothing about the mail. */
const badSequence = 503
const closingDown = 421

export function verdictOn({ code, responseCode, response }: SmtpError): Try {
  const reason = reasonOf(code ?? 'unknown', responseCode, response)
  const isAboutMail = code === 'EENVELOPE' || code === 'EMESSAGE'
  if (!isAboutMail || responseCode === closingDown || responseCode === badSequence)
    return { outcome: 'unclear', reason }
  const isForGood = responseCode === undefined || responseCode >= 500
  return { outcome: isForGood ? 'refused' : 'put-off', reason }
}

/** Numbers only: in words a server quotes addresses. */
function reasonOf(code: string, responseCode: number | undefined, response = ''): string {
  const [, enhanced] = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})/.exec(response) ?? []
  return [code, responseCode, enhanced].filter((part) => part !== undefined).join(' ')
}
