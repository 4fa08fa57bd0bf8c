// GET and PUT /v1/notification-templates/{category}/{channel}/{locale} and its preview: what messages say, kept by admins.
import { freeObject, localeTag, oneOf, optional, prose, record, text } from '@eventflow/contracts'
import { matchIfSaid, ok, route, Stale } from '@eventflow/http'
import type { FieldProblem } from '@eventflow/runtime'
import { categories } from '../channels.js'
import { TemplateRefused } from '../errors.js'
import { checkedTemplate } from '../write-templates/check-template.js'
import { filled, TemplateProblem } from '../write-templates/engine.js'
import {
  exampleModel,
  partsOf,
  type Template,
  type TemplateChannel,
  templateChannels,
} from '../write-templates/template.js'
import type { TemplateStore } from '../write-templates/template-store.js'
import { filledTemplateShape, shownTemplate, templateShape } from './shapes.js'

const facts = {
  tag: 'notification templates',
  who: 'admin',
  path: '/v1/notification-templates/{category}/{channel}/{locale}',
  params: { category: oneOf(...categories), channel: oneOf(...templateChannels), locale: localeTag() },
} as const

const partFields = {
  subject: optional(text(500)),
  text: optional(prose(20_000, 1)),
  html: optional(prose(100_000, 1)),
  title: optional(text(300)),
  body: optional(prose(2_000)),
}

export const readTemplate = ({ templates }: { templates: TemplateStore }) =>
  route({
    ...facts,
    method: 'get',
    summary: 'The template that is used, of a more general language where there is none of this one.',
    answers: { 200: { description: 'The template.', body: templateShape } },
    handle: async ({ params }) => {
      const version = await templates.versionOf(params)
      return ok(shownTemplate(params, await templates.find(params), version), { version })
    },
  })

export const replaceTemplate = ({ templates }: { templates: TemplateStore }) =>
  route({
    ...facts,
    method: 'put',
    summary: 'Replaces a template once it could be filled; messages use it within seconds.',
    body: record(partFields),
    example: { subject: '{{ title }}', text: '{{ body }}', html: '<p>{{ body }}</p>' },
    answers: { 200: { description: 'The template as it is now.', body: templateShape } },
    refuses: [TemplateRefused, Stale],
    handle: async ({ params, body, headers, caller }) => {
      const version = await templates.versionOf(params)
      matchIfSaid(headers, version)
      const parts = wholeTemplate(params.channel, body)
      refuse(checkedTemplate(parts))
      const next = { version: version + 1, parts, createdBy: caller.userId }
      if (!(await templates.add(params, next))) throw Stale({ detail: 'Somebody else was faster.' })
      return ok(shownTemplate(params, await templates.find(params), next.version), { version: next.version })
    },
  })

export const previewTemplate = ({ templates }: { templates: TemplateStore }) =>
  route({
    ...facts,
    method: 'post',
    path: `${facts.path}/preview`,
    summary: 'What a template makes of an example; of the one that is used, where the body holds no other.',
    body: record({ ...partFields, model: optional(freeObject()) }),
    example: { model: { title: 'Grace completed a task' } },
    answers: { 200: { description: 'Each part of it, filled.', body: filledTemplateShape } },
    refuses: [TemplateRefused],
    handle: async ({ params, body: { model = {}, ...said } }) => {
      const used = await templates.find(params)
      const parts = { ...used.parts, ...ofChannel(params.channel, said) }
      const known = Object.entries(model).filter(([name]) => Object.hasOwn(exampleModel, name))
      try {
        return ok({
          locale: used.locale,
          ...filled(parts, { ...exampleModel, ...Object.fromEntries(known) }),
        })
      } catch (error) {
        if (error instanceof TemplateProblem) throw refusalOf([error])
        throw error
      }
    },
  })

type SaidParts = Readonly<Record<string, string | undefined>>

function ofChannel(channel: TemplateChannel, said: SaidParts): Template {
  const parts: readonly string[] = partsOf[channel]
  const strange = Object.keys(said).filter((part) => !parts.includes(part))
  refuse(strange.map((part) => new TemplateProblem(part, `a template of ${channel} has no such part`)))
  return said as Template
}

function wholeTemplate(channel: TemplateChannel, said: SaidParts): Template {
  const missing = partsOf[channel].filter((part) => said[part] === undefined)
  refuse(missing.map((part) => new TemplateProblem(part, 'it is missing')))
  return ofChannel(channel, said)
}

function refuse(problems: readonly TemplateProblem[]): void {
  if (problems.length > 0) throw refusalOf(problems)
}

const refusalOf = (problems: readonly TemplateProblem[]) =>
  TemplateRefused({
    errors: problems.map(
      ({ part, detail }): FieldProblem => ({ pointer: `/${part}`, code: 'template.refused', detail }),
    ),
  })
