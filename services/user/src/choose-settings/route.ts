// GET and PATCH /v1/users/me/settings: how the caller wants the platform to look; a change is a merge patch of what was read.
import type { Backbone } from '@eventflow/backbone'
import { ok, PreconditionRequired, requireMatch, route, Stale } from '@eventflow/http'
import type { ChoiceStore } from '../choice-store.js'
import { ErasureUnderWay } from '../errors.js'
import { settingsChangeShape, settingsShape } from '../setting-shapes.js'
import {
  changeSettings as decideChange,
  effectiveSettings,
  type Settings,
  settingsUpdated,
} from '../settings.js'

export const readSettings = ({ settings }: { settings: ChoiceStore<Partial<Settings>> }) =>
  route({
    method: 'get',
    path: '/v1/users/me/settings',
    summary: 'How the caller wants the platform to look; complete from the first moment on.',
    tag: 'user',
    who: 'user',
    answers: { 200: { description: 'The settings, defaults included.', body: settingsShape } },
    handle: async ({ caller }) => {
      const { chosen, version } = await settings.read(caller.userId)
      return ok({ ...effectiveSettings(chosen), version }, { version })
    },
  })

interface ChangeSettingsParts {
  backbone: Backbone
  settings: ChoiceStore<Partial<Settings>>
}

export const changeSettings = ({ backbone, settings }: ChangeSettingsParts) =>
  route({
    method: 'patch',
    path: '/v1/users/me/settings',
    summary: 'Changes the settings that are named; null gives one back to the platform.',
    tag: 'user',
    who: 'user',
    body: settingsChangeShape,
    bodyTypes: ['application/json', 'application/merge-patch+json'],
    example: { theme: 'dark', weekStart: 'sunday' },
    answers: { 200: { description: 'The settings as they are now.', body: settingsShape } },
    refuses: [ErasureUnderWay, Stale, PreconditionRequired],
    handle: async ({ caller: { userId }, body, headers }) => {
      const { after, version } = await backbone.transact(async (transaction) => {
        const { chosen, version } = await settings.lock(transaction, userId)
        requireMatch(headers, version)
        const changed = decideChange(chosen, body)
        const before = effectiveSettings(chosen)
        const after = effectiveSettings(changed)
        const updated = settingsUpdated(userId, version + 1, { before, after })
        if (updated.data.fields.length === 0) return { after, version, events: [] }
        await settings.save(transaction, userId, { chosen: changed, version: version + 1 })
        return { after, version: version + 1, events: [updated] }
      })
      return ok({ ...after, version }, { version })
    },
  })
