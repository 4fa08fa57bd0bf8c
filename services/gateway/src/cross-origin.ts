// Which pages of other origins may call, by configuration; none as a rule.
import cors from 'cors'
import type { RequestHandler } from 'express'

export const originsIn = (text: string): readonly string[] =>
  text === 'none' ? [] : text.split(',').map((origin) => origin.trim())

export const crossOrigin = (origins: readonly string[]): RequestHandler =>
  cors({
    origin: [...origins],
    exposedHeaders: [
      'etag',
      'link',
      'location',
      'ratelimit',
      'ratelimit-policy',
      'retry-after',
      'sync-token',
      'x-request-id',
    ],
    maxAge: 600,
  })
