// What a browser is told by a push: few words, a place to go to, and a tag by which it replaces or takes back an earlier one.
import type { PeopleSource } from '../decide/people.js'
import type { ClaimedDelivery } from '../delivery.js'
import { linksFrom } from '../write-letters/links.js'
import { messageModel } from '../write-letters/message-model.js'
import { filled } from '../write-templates/engine.js'
import type { TemplateStore } from '../write-templates/template-store.js'

interface PayloadParts {
  people: Pick<PeopleSource, 'one'>
  templates: Pick<TemplateStore, 'usual'>
  publicUrl: string
}

/** Push services take 4,096 bytes, encrypted. */
const longestTitle = 200
const longestBody = 1_000
const longestLink = 1_000

export const pushPayloads = ({ people, templates, publicUrl }: PayloadParts) => {
  const links = linksFrom(publicUrl)
  return async (delivery: ClaimedDelivery): Promise<object> => {
    const { id: deliveryId, eventId: tag, category, userId, model } = delivery
    if (model.retract) return { tag, retract: true }
    const { locale } = await people.one(userId)
    const facts = messageModel(delivery, { locale, name: '', unsubscribeLink: '' }, links)
    const template = await templates.usual({ category, channel: 'push', locale })
    const { title = '', body = '' } = filled(template.parts, facts)
    const link = facts.link.length <= longestLink ? facts.link : ''
    return {
      ...{ tag, deliveryId, category, link },
      title: cut(title, longestTitle),
      body: cut(body, longestBody),
    }
  }
}

/** No half of a character at its end. */
const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
