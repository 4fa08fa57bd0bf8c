// What the platform refuses, as one line that says what and one that says what to do.
import { Impossible } from '../launcher/component.js'
import { printable } from './printable.js'

export interface Problem {
  detail?: string
  code?: string
  errors?: Array<{ pointer: string; detail: string }>
}

const advice: Readonly<Record<string, string>> = {
  INVALID_CREDENTIALS: 'set EVENTFLOW_EMAIL and EVENTFLOW_PASSWORD to the login of an operator',
  FORBIDDEN: 'sign in as an operator: set EVENTFLOW_EMAIL and EVENTFLOW_PASSWORD',
  DEAD_LETTER_NOT_FOUND: 'npm run dead-letters -- list --status all shows which there are',
  HELD_KEY_NOT_FOUND: 'npm run dead-letters -- held shows which keys wait, and where',
  NOTHING_WAITS: 'npm run dead-letters -- groups shows what waits',
  ALREADY_REPLAYED: 'if it failed again there is a new letter: npm run dead-letters -- list',
  ALREADY_DISCARDED: 'a discarded letter stays as it is; have the event sent anew',
  REPLAY_UNDER_WAY: 'wait for the replay to end, then look again: npm run dead-letters -- show <id>',
  TOO_OLD_TO_REPLAY: 'npm run dead-letters -- discard <id> --reason "too old", and have the event sent anew',
  STALE: 'somebody else has changed it: npm run dead-letters -- show <id>, then edit again',
  NO_CONTRACT: 'discard it, or replay it as it is to a consumer that knows its type',
  STORY_NOT_FOUND: 'give a correlation id or the id of a message; stories are kept for some weeks only',
  SERVICE_UNREACHABLE: 'npm run status shows what does not run',
  UPSTREAM_UNAVAILABLE: 'npm run status shows what does not run',
  RATE_LIMITED: 'wait a minute, then try again',
}

export function refusalOf(status: number, { detail, code = '', errors = [] }: Problem): Impossible {
  const fields = errors.slice(0, 10).map((one) => `${one.pointer || 'the whole'}: ${one.detail}`)
  const what = fields.length > 0 ? fields.join('; ') : (detail ?? `it answered ${status}`)
  const todo =
    advice[code] ?? (fields.length > 0 ? 'mend these, then try again' : 'npm run status shows what runs')
  return new Impossible(printable(`${what}${code ? ` (${code})` : ''}`), todo)
}
