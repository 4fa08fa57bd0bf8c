// Templates in, templates out; the only file that knows how they lie in the database.
import type { Clock } from '@eventflow/runtime'
import type { Models } from '@eventflow/runtime/mongo'
import type { schemas } from '../schemas.js'
import { german } from './built-in-de.js'
import { english } from './built-in-en.js'
import { localesFor, type Template, type TemplateChannel } from './template.js'

export interface TemplateKey {
  category: string
  channel: TemplateChannel
  locale: string
}

export interface FoundTemplate {
  parts: Template
  /** Of which language it is, when there is none of the one that was asked for. */
  locale: string
  /** 0 where it is the one that comes with the service. */
  version: number
  createdAt: Date | null
}

export interface TemplateStore {
  /** What is used for this category, channel and locale, as it is now. */
  find(key: TemplateKey): Promise<FoundTemplate>
  /** The same as it was a moment ago, for whoever asks with every message. */
  usual(key: TemplateKey): Promise<FoundTemplate>
  /** The version of this very locale; 0 where nobody has written any. */
  versionOf(key: TemplateKey): Promise<number>
  /** Adds a version; answers whether nobody else has added the same one. */
  add(key: TemplateKey, facts: { version: number; parts: Template; createdBy: string }): Promise<boolean>
}

const builtIn: Readonly<Record<string, Record<TemplateChannel, Template>>> = { de: german, en: english }
const freshMs = 5_000
const keptAtMost = 1_000
const versionDigits = 9
const alreadyThere = 11_000

const prefixOf = ({ category, channel, locale }: TemplateKey) => `${category}:${channel}:${locale}:`

export function templateStore(
  { templates }: Pick<Models<typeof schemas>, 'templates'>,
  now: Clock,
): TemplateStore {
  const known = new Map<string, { found: FoundTemplate; at: number }>()

  const newest = (key: TemplateKey) =>
    templates
      .findOne({ _id: { $gt: prefixOf(key), $lt: `${prefixOf(key)}~` } })
      .sort({ _id: -1 })
      .lean()

  const find = async (key: TemplateKey): Promise<FoundTemplate> => {
    for (const locale of localesFor(key.locale)) {
      const stored = await newest({ ...key, locale })
      if (stored)
        return {
          ...{ parts: stored.parts as Template, locale },
          ...{ version: stored.version, createdAt: stored.createdAt },
        }
      const ours = builtIn[locale]?.[key.channel]
      if (ours) return { parts: ours, locale, version: 0, createdAt: null }
    }
    return { parts: english[key.channel], locale: 'en', version: 0, createdAt: null }
  }

  return {
    find,
    usual: async (key) => {
      const name = prefixOf(key)
      const at = now().getTime()
      const kept = known.get(name)
      if (kept && at - kept.at < freshMs) return kept.found
      const found = await find(key)
      if (known.size >= keptAtMost) known.clear()
      known.set(name, { found, at })
      return found
    },
    versionOf: async (key) => (await newest(key))?.version ?? 0,
    add: async (key, { version, parts, createdBy }) => {
      const _id = `${prefixOf(key)}${String(version).padStart(versionDigits, '0')}`
      try {
        await templates.create({ _id, version, parts, createdAt: now(), createdBy })
        return true
      } catch (error) {
        if ((error as { code?: unknown }).code === alreadyThere) return false
        throw error
      }
    },
  }
}
