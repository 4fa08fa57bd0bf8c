// Takes mails further: composed, handed to the mail server, and held back while the server is away.
import type { Logger } from '@eventflow/runtime'
import type { SendMailOptions } from 'nodemailer'
import type { ClaimedDelivery } from '../delivery.js'
import type { Carrier, Try } from '../send-deliveries/carrier.js'
import type { DeliveryMetrics } from '../send-deliveries/delivery-metrics.js'
import { serverWatch } from './server-watch.js'
import { longestTryMs, openSmtp, type SmtpConfig } from './smtp.js'

interface MailCarrierParts {
  /** The mail as it is to be sent; nothing when it is not known whom to. */
  compose(delivery: ClaimedDelivery): Promise<SendMailOptions | undefined>
  metrics: Pick<DeliveryMetrics, 'serverUp'>
  logger: Logger
}

interface MailCarrierConfig {
  smtp: SmtpConfig
  mails: { attempts: number; retryFirstMs: number }
}

/** Beyond the longest try: asking the server whether it is there, and writing down how it went. */
const spareMs = 60_000
const halfAnHourMs = 1_800_000

export function mailCarrier(
  { smtp: server, mails }: MailCarrierConfig,
  { compose, metrics, logger }: MailCarrierParts,
): Carrier {
  const smtp = openSmtp(server)
  const watch = serverWatch({ smtp, logger, metrics })
  return {
    channel: 'email',
    patience: { ...mails, factor: 2, waitAtMostMs: halfAnHourMs },
    atOnce: server.connections,
    holdMs: longestTryMs(server) + spareMs,
    isThere: async () => {
      await watch.lookAgain()
      return !watch.isAway()
    },
    send: async (delivery): Promise<Try> => {
      const message = await compose(delivery)
      if (!message) return { outcome: 'put-off', reason: 'no address is known yet' }
      const tried = await smtp.send(message)
      // Whether the mail or the server is to blame is found out by asking the server.
      const isAway = tried.outcome === 'unclear' && !(await watch.isThere())
      return isAway ? { outcome: 'away', reason: tried.reason } : tried
    },
    close: smtp.close,
  }
}
