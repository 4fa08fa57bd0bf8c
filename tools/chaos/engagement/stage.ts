// Where people act: who is there, the log of what they did, and what was found wrong on the way.
import type { ActLog } from './act-log.js'
import type { LostCreation } from './lost-creations.js'
import type { Guest } from './party.js'
import type { Answer } from './persistent-call.js'
import type { StrictTally } from './strict-reads.js'

export interface Stage {
  guests: readonly Guest[]
  log: ActLog
  strict: StrictTally
  tally: { calls: number; lost: LostCreation[]; findings: string[] }
}

export type Play = (stage: Stage, guest: Guest) => Promise<void>

/** What a platform answers that did what was asked. */
export const isGood = (answer: Answer | undefined): boolean =>
  answer !== undefined && answer.status >= 200 && answer.status < 300

export function refused({ tally }: Stage, what: string, answer: Answer | undefined): void {
  tally.findings.push(`${what} was answered ${answer?.status}: ${JSON.stringify(answer?.body).slice(0, 200)}`)
}
