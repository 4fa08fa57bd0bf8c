// GET and PUT /v1/users/me/preferences: what the caller is told, in which ways and when; security is told in all of them.
import { isDeepStrictEqual } from 'node:util'
import type { Backbone } from '@eventflow/backbone'
import { matchIfSaid, ok, route, Stale } from '@eventflow/http'
import type { ChoiceStore } from '../choice-store.js'
import { ErasureUnderWay } from '../errors.js'
import { chosenPreferencesShape, preferencesShape } from '../preference-shapes.js'
import { type ChosenPreferences, effectivePreferences, preferencesUpdated } from '../preferences.js'

export const readPreferences = ({ preferences }: { preferences: ChoiceStore<ChosenPreferences> }) =>
  route({
    method: 'get',
    path: '/v1/users/me/preferences',
    summary: 'What the caller is told, by which channels and when; complete from the first moment on.',
    tag: 'user',
    who: 'user',
    answers: { 200: { description: 'The preferences, defaults included.', body: preferencesShape } },
    handle: async ({ caller }) => {
      const { chosen, version } = await preferences.read(caller.userId)
      return ok(effectivePreferences(chosen), { version })
    },
  })

interface ReplacePreferencesParts {
  backbone: Backbone
  preferences: ChoiceStore<ChosenPreferences>
}

export const replacePreferences = ({ backbone, preferences }: ReplacePreferencesParts) =>
  route({
    method: 'put',
    path: '/v1/users/me/preferences',
    summary: 'Replaces the preferences; what is left out is as the platform has it.',
    tag: 'user',
    who: 'user',
    body: chosenPreferencesShape,
    example: {
      channels: { email: { social: false } },
      quietHours: { from: '22:00', to: '07:00', timeZone: 'Europe/London', days: ['mon', 'tue'] },
      digest: { social: 'daily' },
    },
    answers: { 200: { description: 'The preferences as they are now.', body: preferencesShape } },
    refuses: [ErasureUnderWay, Stale],
    handle: async ({ caller: { userId }, body, headers }) => {
      const { version } = await backbone.transact(async (transaction) => {
        const { chosen, version } = await preferences.lock(transaction, userId)
        matchIfSaid(headers, version)
        if (isDeepStrictEqual(chosen, body)) return { version, events: [] }
        await preferences.save(transaction, userId, { chosen: body, version: version + 1 })
        return { version: version + 1, events: [preferencesUpdated(userId, version + 1, body)] }
      })
      return ok(effectivePreferences(body), { version })
    },
  })
