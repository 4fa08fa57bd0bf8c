// Makes a mail out of what is owed: the letter, whom it goes to, and the links, which begin with our own address alone.
import type { SendMailOptions } from 'nodemailer'
import type { ContactStore } from '../contact-store.js'
import type { ClaimedMail, MailKind } from '../mail.js'
import { writeLetter } from './letter.js'

interface ComposeParts {
  contacts: Pick<ContactStore, 'find'>
  publicUrl: string
  from: string
}

const pages: Readonly<Partial<Record<MailKind, string>>> = {
  'verify-email': '/verify-email',
  'reset-password': '/reset-password',
  'registered-again': '/reset-password',
  'confirm-email': '/confirm-email',
}

/** Nothing when it is not known where to send it. */
export const composing =
  ({ contacts, publicUrl, from }: ComposeParts) =>
  async (mail: ClaimedMail): Promise<SendMailOptions | undefined> => {
    const { id, kind, userId, token, expiresAt, ip, userAgent } = mail
    const contact = await contacts.find(userId)
    const to = mail.to ?? contact?.email
    if (to === undefined) return undefined
    const isProven = contact?.verified === true && contact.email === to
    const { language, ...letter } = writeLetter({
      ...{ kind, expiresAt, ip, userAgent },
      link: linkTo(publicUrl, pages[kind], token),
      locale: contact?.locale ?? undefined,
      name: (isProven && contact.name) || undefined,
    })
    return {
      from,
      // As an object: nothing in the address is read as a second one.
      to: { name: '', address: to },
      ...letter,
      // The same for every try, so that a second copy can be recognised as such.
      messageId: `<${id}@${domainOf(from)}>`,
      headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': language },
    }
  }

function linkTo(publicUrl: string, page: string | undefined, token: string | undefined): string | undefined {
  if (page === undefined || token === undefined) return undefined
  const link = new URL(publicUrl)
  link.pathname = `${link.pathname.replace(/\/+$/, '')}${page}`
  link.search = new URLSearchParams({ token }).toString()
  return link.href
}

const domainOf = (from: string): string => /@([^\s>]+)>?\s*$/.exec(from)?.[1] ?? 'eventflow.example'
