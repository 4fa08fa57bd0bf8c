// What operators can ask about dead letters and entities that wait, and do with them.
import type { Audited, Cursors, Route } from '@eventflow/http'
import type { Clock, Logger } from '@eventflow/runtime'
import { discardDeadLetters } from './discard-dead-letters/route.js'
import { editDeadLetter } from './edit-dead-letter/route.js'
import type { Fleet } from './fleet.js'
import { groupDeadLetters, listDeadLetters, readDeadLetter } from './look-at-dead-letters/route.js'
import type { Office } from './office.js'
import { rehearseDeadLetter } from './rehearse-dead-letter/route.js'
import { readReplay, replayDeadLetters } from './replay-dead-letters/route.js'
import { readHeldKeys, resumeHeldKey } from './resume-held-key/route.js'

interface LetterRouteParts extends Office {
  fleet: Fleet
  audited: Audited
  cursors: Cursors
  inboxKeepDays: number
  now: Clock
  logger: Logger
}

export const letterRoutes = (parts: LetterRouteParts): Route[] => [
  ...[listDeadLetters(parts), groupDeadLetters(parts), readDeadLetter(parts), editDeadLetter(parts)],
  ...[rehearseDeadLetter(parts), replayDeadLetters(parts), readReplay(parts), discardDeadLetters(parts)],
  ...[readHeldKeys(parts), resumeHeldKey(parts)],
]
