// Does so every few seconds, for as long as the service runs.
import { keepDoing, type Logger, type Resource } from '@eventflow/runtime'
import { type TellingParts, tellDueSoon } from './tell-due-soon.js'

export const keepTellingDueSoon = ({ logger, ...parts }: TellingParts & { logger: Logger }): Resource =>
  keepDoing((signal) => tellDueSoon(parts, signal), {
    everyMs: parts.rules.everyMs,
    failed: 'nobody could be told of tasks that will be due before long',
    logger,
  })
