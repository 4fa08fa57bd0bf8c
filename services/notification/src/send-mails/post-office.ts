// Sends the mails that are due: a few at a time, each by one process at a time, and none while the mail server is away.
import { createDoze, type Logger, type Resource } from '@eventflow/runtime'
import type { SendMailOptions } from 'nodemailer'
import { type ClaimedMail, fateOf, type MailFate, type Patience, type Try } from '../mail.js'
import type { MailStore } from '../mail-store.js'
import { keepTrying } from './keep-trying.js'
import type { MailMetrics } from './mail-metrics.js'
import { serverWatch } from './server-watch.js'
import type { Smtp } from './smtp.js'

export interface PostOffice extends Resource {
  /** Says that a mail is due now. */
  nudge(): void
}

export interface PostOfficeConfig extends Patience {
  /** Mails that are tried at the same time. */
  connections: number
  pollMs: number
  /** How long a mail is claimed for. */
  holdMs: number
  keepDays: number
}

interface PostOfficeParts {
  mails: MailStore
  /** The mail as it is to be sent; nothing when it is not known whom to. */
  compose(mail: ClaimedMail): Promise<SendMailOptions | undefined>
  smtp: Smtp
  config: PostOfficeConfig
  metrics: MailMetrics
  logger: Logger
}

const forgetEveryMs = 3_600_000
const dayMs = 86_400_000

export function openPostOffice(parts: PostOfficeParts): PostOffice {
  const { mails, config, smtp, logger, metrics } = parts
  const doze = createDoze(config.pollMs)
  const server = serverWatch({ smtp, logger, metrics })
  const inFlight = new Set<Promise<void>>()
  let stopped = false
  let complained = false
  let forgotAtMs = 0

  const sendDue = async () => {
    while (!stopped && !server.isAway() && inFlight.size < config.connections) {
      const mail = await mails.claim(config.holdMs)
      if (!mail) return
      const work = deliver(parts, server, mail).finally(() => {
        inFlight.delete(work)
        doze.wake()
      })
      inFlight.add(work)
    }
  }

  const forgetOld = async () => {
    if (Date.now() - forgotAtMs < forgetEveryMs) return
    await mails.forget(new Date(Date.now() - config.keepDays * dayMs))
    forgotAtMs = Date.now()
  }

  const loop = async () => {
    while (!stopped) {
      await doze.sleep()
      try {
        await server.lookAgain()
        await sendDue()
        await forgetOld()
        complained = false
      } catch (error) {
        // Said once; the mails are where they were.
        if (!complained) logger.warn('no mails can be sent just now', { error })
        complained = true
      }
    }
  }

  const running = loop()
  return {
    nudge: doze.wake,
    close: async () => {
      stopped = true
      doze.wake()
      await running
      await Promise.all(inFlight)
      await smtp.close()
    },
  }
}

/** Never rejects. What cannot be written down is tried again by whoever claims the mail next, under the same Message-ID. */
async function deliver(
  parts: PostOfficeParts,
  server: ReturnType<typeof serverWatch>,
  mail: ClaimedMail,
): Promise<void> {
  const { mails, config, metrics, logger } = parts
  const startedAt = performance.now()
  const { id: deliveryId, kind } = mail
  try {
    const fate = await fateAfterTry(parts, server, mail)
    await keepTrying(() => mails.settle(mail, fate), mail.heldUntil)
    metrics.tried.inc({ kind, outcome: fate.kind })
    const { kind: outcome, ...facts } = fate
    logger.info('mail', {
      deliveryId,
      kind,
      outcome,
      ...facts,
      ms: Math.round(performance.now() - startedAt),
    })
  } catch (error) {
    logger.warn('how a mail fared could not be written down', {
      deliveryId,
      kind,
      holdMs: config.holdMs,
      error,
    })
  }
}

async function fateAfterTry(
  { compose, smtp, config }: PostOfficeParts,
  server: ReturnType<typeof serverWatch>,
  mail: ClaimedMail,
): Promise<MailFate> {
  const { attempts, expiresAt } = mail
  if (expiresAt && expiresAt.getTime() <= Date.now()) return { kind: 'failed', attempts, reason: 'expired' }
  const message = await compose(mail)
  const tried: Try = message
    ? await smtp.send(message)
    : { outcome: 'put-off', reason: 'no address is known yet' }
  // Whether the mail or the server is to blame is found out by asking the server.
  const isAway = tried.outcome === 'unclear' && !(await server.isThere())
  const known: Try = isAway ? { outcome: 'away', reason: tried.reason } : tried
  return fateOf(known, { before: attempts, ...config })
}
