// The shapes of settings in requests and answers, made from the choices that there are.
import { flag, integer, nullable, oneOf, optional, record } from '@eventflow/contracts'
import { settingChoices } from './settings.js'

const { theme, density, weekStart, dateFormat, timeFormat } = settingChoices

export const settingsShape = record({
  theme: oneOf(...theme),
  density: oneOf(...density),
  weekStart: oneOf(...weekStart),
  dateFormat: oneOf(...dateFormat),
  timeFormat: oneOf(...timeFormat),
  reducedMotion: flag(),
  version: integer(1),
})

/** Null gives a setting back to the platform. */
export const settingsChangeShape = record({
  theme: optional(nullable(oneOf(...theme))),
  density: optional(nullable(oneOf(...density))),
  weekStart: optional(nullable(oneOf(...weekStart))),
  dateFormat: optional(nullable(oneOf(...dateFormat))),
  timeFormat: optional(nullable(oneOf(...timeFormat))),
  reducedMotion: optional(nullable(flag())),
})
