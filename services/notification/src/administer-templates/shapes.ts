// The shapes of a template, as an admin sees it.
import {
  flag,
  instant,
  integer,
  listOf,
  nullable,
  oneOf,
  optional,
  prose,
  record,
  text,
} from '@eventflow/contracts'
import { categories } from '../channels.js'
import { exampleModel, templateChannels } from '../write-templates/template.js'
import type { FoundTemplate, TemplateKey } from '../write-templates/template-store.js'

const longest = 200_000

const parts = {
  subject: optional(text(500)),
  text: optional(prose(longest)),
  html: optional(prose(longest)),
  title: optional(text(300)),
  body: optional(prose(longest)),
}

export const templateShape = record({
  category: oneOf(...categories),
  channel: oneOf(...templateChannels),
  locale: text(6),
  /** 0 while nobody has written one of this very language. */
  version: integer(0),
  /** Of which language the one is that is used, and whether it came with the service. */
  used: record({ locale: text(6), builtIn: flag() }),
  updatedAt: nullable(instant()),
  variables: listOf(text(60), 50),
  ...parts,
})

export const filledTemplateShape = record({ locale: text(6), ...parts })

export function shownTemplate(
  { category, channel, locale }: TemplateKey,
  found: FoundTemplate,
  version: number,
) {
  return {
    ...{ category, channel, locale, version },
    used: { locale: found.locale, builtIn: found.version === 0 },
    updatedAt: found.createdAt,
    variables: Object.keys(exampleModel),
    ...found.parts,
  }
}
