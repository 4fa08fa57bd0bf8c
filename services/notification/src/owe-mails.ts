// How a reaction leaves mails to be sent: stored first, so that they outlive the message that asked for them.
import { type Envelope, ignore } from '@eventflow/backbone'
import type { OwedMail } from './mail.js'
import type { MailStore } from './mail-store.js'

export type OweMails = (
  envelope: Envelope,
  mails: readonly OwedMail[],
) => Promise<ReturnType<typeof ignore> | undefined>

export const owing =
  ({ mails, nudge }: { mails: Pick<MailStore, 'owe'>; nudge: () => void }): OweMails =>
  async ({ id }, owed) => {
    if ((await mails.owe(id, owed)) === 0) return ignore('these mails are known already')
    nudge()
    return undefined
  }
