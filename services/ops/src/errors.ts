// What the ops service refuses, by code.
import { createError } from '@eventflow/runtime'

export const LetterNotFound = createError('DEAD_LETTER_NOT_FOUND', 'There is no such dead letter.', 404)
export const ReplayNotFound = createError('REPLAY_NOT_FOUND', 'There is no such replay.', 404)
export const HeldKeyNotFound = createError('HELD_KEY_NOT_FOUND', 'Nothing waits for this key.', 404)
export const AlreadyReplayed = createError('ALREADY_REPLAYED', 'The dead letter was replayed already.', 409)
export const AlreadyDiscarded = createError('ALREADY_DISCARDED', 'The dead letter was discarded.', 409)
export const ReplayUnderWay = createError('REPLAY_UNDER_WAY', 'The dead letter is in a replay just now.', 409)
export const NothingWaits = createError('NOTHING_WAITS', 'No dead letter that waits matches this.', 409)
export const TooOldToReplay = createError(
  'TOO_OLD_TO_REPLAY',
  'The message is older than its consumer remembers, so a replay could have its effect twice.',
  409,
)
export const BodyRefused = createError('BODY_REFUSED', 'The body breaks the contract of its event.', 422)
export const NoContract = createError('NO_CONTRACT', 'No contract says what this body has to be.', 422)
export const BrokerUnreachable = createError(
  'BROKER_UNREACHABLE',
  'The management interface of the broker does not answer.',
  503,
)
export const StoryNotFound = createError('STORY_NOT_FOUND', 'Nobody knows of such a story.', 404)
export const NobodyToAsk = createError(
  'NOBODY_TO_ASK',
  'The service that this dead letter was for is not among those that can be asked.',
  409,
)
export const ServiceUnreachable = createError(
  'SERVICE_UNREACHABLE',
  'The service that was to be asked gives no answer of use.',
  503,
)
