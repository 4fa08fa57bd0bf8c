// Makes a mail out of what is owed: the template filled, whom it goes to, and how it is stopped.
import type { SendMailOptions } from 'nodemailer'
import type { ContactStore } from '../contact-store.js'
import type { PeopleSource } from '../decide/people.js'
import type { ClaimedDelivery } from '../delivery.js'
import type { UnsubscribeTokens } from '../unsubscribe/token.js'
import { filled } from '../write-templates/engine.js'
import type { TemplateStore } from '../write-templates/template-store.js'
import { linksFrom } from './links.js'
import { messageModel } from './message-model.js'

interface ComposeParts {
  contacts: Pick<ContactStore, 'find'>
  people: Pick<PeopleSource, 'one'>
  templates: Pick<TemplateStore, 'usual'>
  tokens: Pick<UnsubscribeTokens, 'write'>
  publicUrl: string
  from: string
}

/** Nothing when it is not known where to send it. */
export const composing = ({ contacts, people, templates, tokens, publicUrl, from }: ComposeParts) => {
  const links = linksFrom(publicUrl)
  return async (delivery: ClaimedDelivery): Promise<SendMailOptions | undefined> => {
    const { id, userId, category, critical } = delivery
    const [contact, { locale }] = await Promise.all([contacts.find(userId), people.one(userId)])
    const to = delivery.to ?? contact?.email
    if (to === undefined) return undefined
    // Until an address is proven anybody can send any text to it under the word "name".
    const isProven = contact?.verified === true && contact.email === to
    const name = (isProven && contact.name) || ''
    const token = tokens.write({ userId, category, channel: 'email' })
    const unsubscribeLink = critical ? '' : links.toUnsubscribe(token)
    const template = await templates.usual({ category, channel: 'email', locale })
    return {
      from,
      // As an object: nothing in the address is read as a second one.
      to: { name: '', address: to },
      ...filled(template.parts, messageModel(delivery, { locale, name, unsubscribeLink }, links)),
      // The same for every try, so that a second copy can be recognised as such.
      messageId: `<${id}@${domainOf(from)}>`,
      headers: {
        'Auto-Submitted': 'auto-generated',
        'Content-Language': template.locale,
        ...oneClick(unsubscribeLink),
      },
    }
  }
}

/** RFC 8058: mail programs show a button of their own for it. */
const oneClick = (link: string): Record<string, string> =>
  link === ''
    ? {}
    : { 'List-Unsubscribe': `<${link}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }

const domainOf = (from: string): string => /@([^\s>]+)>?\s*$/.exec(from)?.[1] ?? 'eventflow.example'
