// What every event of an action is to a feed: something newer to know, perhaps something that was done, perhaps more people who may see it.
import type { Envelope } from '@eventflow/backbone'
import type { ActionStore, Visibility } from '../action-store.js'
import { activityKey, type Verb } from '../activity-key.js'
import type { FanOut } from '../fan-out/fan-out.js'

export interface HearParts {
  actions: Pick<ActionStore, 'hear'>
  fanOut: FanOut
  /** Said when it is stored: whatever was kept of what this person has done is over. */
  changed(ids: readonly string[]): Promise<void>
}

interface ToldAction {
  actionId: string
  ownerId: string
  kind: string
  title: string
  visibility: Visibility
  version: number
}

interface Meaning {
  verb?: Verb
  occurrence?: string | undefined
  isReopened?: boolean
  /** All that was done with it may be seen by more people now. */
  isWider?: boolean
}

/** What nobody may see goes into no feed; what is there already is shown or not by what is known now. */
export async function hear(
  { actions, fanOut, changed }: HearParts,
  told: { data: ToldAction; envelope: Envelope },
  meaning: Meaning,
) {
  const { actionId, ownerId, kind, title, visibility, version } = told.data
  const { verb, occurrence, isReopened, isWider = false } = meaning
  const key = verb && activityKey(told.envelope.at, { actionId, verb, occurrence })
  const news = { key, ...(isReopened !== undefined && { isReopened }) }
  const known = await actions.hear({ id: actionId, ownerId, kind, title, visibility, version }, news)
  await changed([ownerId])
  const keys = isWider ? known.happened : key === undefined ? [] : [key]
  const isSeen = known.visibility === 'followers' || known.visibility === 'public'
  if (isSeen && keys.length > 0) await fanOut({ by: ownerId, kind, keys, causeId: told.envelope.id })
  return undefined
}
