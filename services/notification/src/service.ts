// The notification service: knows where people can be written to, and sends each mail that an event makes us owe them.
import { openBackbone } from '@eventflow/backbone'
import { createApp, listen } from '@eventflow/http'
import { defineService, systemClock as now, unwatched } from '@eventflow/runtime'
import { openMongo } from '@eventflow/runtime/mongo'
import { openRedis } from '@eventflow/runtime/redis'
import { openStorage } from '@eventflow/runtime/storage'
import { settings } from './config.js'
import { keepContactWhenUserEmailChanged } from './keep-contact/keep-contact-when-user-email-changed.js'
import { keepContactWhenUserEmailVerified } from './keep-contact/keep-contact-when-user-email-verified.js'
import { keepContactWhenUserRegistered } from './keep-contact/keep-contact-when-user-registered.js'
import { personStore } from './person-store.js'
import { withPersonalData } from './personal-data-reactions.js'
import { schemas } from './schemas.js'
import { sendLinkWhenUserEmailChangeRequested } from './send-link/send-link-when-user-email-change-requested.js'
import { sendLinkWhenUserEmailVerificationRequested } from './send-link/send-link-when-user-email-verification-requested.js'
import { sendLinkWhenUserPasswordResetRequested } from './send-link/send-link-when-user-password-reset-requested.js'
import { openMailing } from './send-mails/mailing.js'
import { warnOwnerWhenSessionCompromised } from './warn-owner/warn-owner-when-session-compromised.js'
import { warnOwnerWhenUserDisabled } from './warn-owner/warn-owner-when-user-disabled.js'
import { warnOwnerWhenUserEmailChanged } from './warn-owner/warn-owner-when-user-email-changed.js'
import { warnOwnerWhenUserPasswordChanged } from './warn-owner/warn-owner-when-user-password-changed.js'
import { warnOwnerWhenUserSecondFactorChanged } from './warn-owner/warn-owner-when-user-second-factor-changed.js'
import { welcomeWhenUserRegistered } from './welcome/welcome-when-user-registered.js'

export const notificationService = defineService(
  'notification',
  settings,
  async ({ config, logger, health, metrics, owns }) => {
    // Resources, closed in reverse order once the work in flight is done.
    const mongo = owns(await openMongo(config.mongo, { logger, schemas }))
    const marks = owns(unwatched(await openRedis(config.redis, { logger })))
    const documents = [mongo.models.mails, mongo.models.tombstones]
    const kept = { service: 'notification', documents, needs: [mongo.dependency], marks }
    const backbone = owns(await openBackbone(config.rabbit, { ...kept, logger, metrics }))
    const storage = owns(unwatched(await openStorage(config.storage, { logger })))
    const { contacts, owe } = owns(openMailing(config, { ...mongo, backbone, logger, metrics }))

    // What it does when something happened elsewhere.
    const reactions = [
      keepContactWhenUserRegistered({ contacts }),
      keepContactWhenUserEmailChanged({ contacts }),
      keepContactWhenUserEmailVerified({ contacts }),
      welcomeWhenUserRegistered({ owe }),
      sendLinkWhenUserEmailVerificationRequested({ owe }),
      sendLinkWhenUserPasswordResetRequested({ owe }),
      sendLinkWhenUserEmailChangeRequested({ owe }),
      warnOwnerWhenUserEmailChanged({ owe }),
      warnOwnerWhenUserPasswordChanged({ owe }),
      ...[warnOwnerWhenSessionCompromised({ owe }), warnOwnerWhenUserDisabled({ owe })],
      warnOwnerWhenUserSecondFactorChanged({ owe }),
    ]

    const people = personStore({ ...mongo, backbone, now })
    await backbone.consume(withPersonalData({ people, storage, backbone }, reactions))
    const parts = { name: 'notification', routes: [], logger, health, metrics, backbone }
    owns(await listen(createApp({ ...parts, http: config.http }), config.http))
  },
)
