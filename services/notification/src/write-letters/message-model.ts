// What the template of a message is filled with, whatever channel it goes by.
import type { ClaimedDelivery } from '../delivery.js'
import type { TemplateModel } from '../write-templates/template.js'
import { letterOf } from './letter.js'
import type { Links } from './links.js'

export interface Reader {
  locale: string
  /** Empty unless they may be called by it. */
  name: string
  unsubscribeLink: string
}

const itemsAtMost = 50

export function messageModel(
  { template: kind, category, token, expiresAt, model }: ClaimedDelivery,
  { locale, name, unsubscribeLink }: Reader,
  links: Links,
): TemplateModel {
  const { title = '', body = '', link, actor, items = [], count = items.length, ip, userAgent } = model
  const shown = items.slice(0, itemsAtMost)
  return {
    ...{ kind, category, name, title, body, unsubscribeLink, linkLabel: '' },
    lines: [title, body].filter((line) => line !== ''),
    link: (token === undefined ? links.below(link) : links.withToken(kind, token)) ?? '',
    actorName: actor?.displayName ?? '',
    items: shown.map((item) => ({ title: item.title, body: item.body, link: links.below(item.link) ?? '' })),
    ...{ count, more: Math.max(count - shown.length, 0) },
    ...letterOf({ kind, locale, expiresAt, ip, userAgent }),
  }
}
