// Does so every minute, for as long as the service runs.
import { keepDoing, type Logger, type Resource } from '@eventflow/runtime'
import { type ForgettingParts, forgetWhatIsOver } from './forget-what-is-over.js'

export const keepForgetting = ({ logger, ...parts }: ForgettingParts & { logger: Logger }): Resource =>
  keepDoing((signal) => forgetWhatIsOver(parts, signal), {
    everyMs: 60_000,
    failed: 'what is over could not be forgotten',
    logger,
  })
