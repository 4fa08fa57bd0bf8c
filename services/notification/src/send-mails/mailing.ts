// Puts the mail path together: contacts and mails, the letters, the post office and the mail server.
import type { Backbone } from '@eventflow/backbone'
import { createSealer, type Logger, systemClock as now, type Resource } from '@eventflow/runtime'
import type { Models } from '@eventflow/runtime/mongo'
import type { Registry } from 'prom-client'
import { type ContactStore, contactStore } from '../contact-store.js'
import { mailStore } from '../mail-store.js'
import { type OweMails, owing } from '../owe-mails.js'
import type { schemas } from '../schemas.js'
import { composing } from '../write-letters/compose.js'
import { mailMetrics } from './mail-metrics.js'
import { openPostOffice, type PostOfficeConfig } from './post-office.js'
import { longestTryMs, openSmtp, type SmtpConfig } from './smtp.js'

interface Mailing extends Resource {
  contacts: ContactStore
  owe: OweMails
}

interface MailingParts {
  models: Models<typeof schemas>
  backbone: Pick<Backbone, 'carry'>
  logger: Logger
  metrics: Registry
}

interface MailingConfig {
  smtp: SmtpConfig & { from: string }
  mails: Omit<PostOfficeConfig, 'connections' | 'holdMs'>
  publicUrl: string
  rabbit: { sealingKey: Buffer }
}

/** Beyond the longest try: asking the server whether it is there, and writing down how it went. */
const spareMs = 60_000

export function openMailing(
  config: MailingConfig,
  { models, backbone, logger, metrics }: MailingParts,
): Mailing {
  const { smtp: server, publicUrl, rabbit } = config
  const contacts = contactStore(models)
  const mails = mailStore({ models, backbone, sealer: createSealer([rabbit.sealingKey]), now })
  const office = openPostOffice({
    mails,
    compose: composing({ contacts, publicUrl, from: server.from }),
    smtp: openSmtp(server),
    config: { ...config.mails, connections: server.connections, holdMs: longestTryMs(server) + spareMs },
    metrics: mailMetrics(metrics, mails),
    logger,
  })
  return { contacts, owe: owing({ mails, nudge: office.nudge }), close: office.close }
}
