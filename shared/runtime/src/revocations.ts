// What fewer people may see than before, told to all services at once and ahead of its event: marks in Redis, by action.
import { randomUUID } from 'node:crypto'
import type { Redis } from './redis.js'

export interface Revocation {
  /** The version of the action that takes it back; what a reader knows of a later version counts more. */
  version: number
  /** Who may still see it. */
  visibility: 'nobody' | 'private' | 'followers'
}

export interface RevocationMarks {
  /**
   * Called after the commit and before the answer: whoever reads after that answer finds the mark. False while Redis is
   * away; then the answer has to wait for the event to leave.
   */
  tell(action: { actionId: string; ownerId: string }, revocation: Revocation): Promise<boolean>
  /** Those that there are, by action; undefined while Redis is away. */
  of(actionIds: readonly string[]): Promise<ReadonlyMap<string, Revocation> | undefined>
}

/** Changes with each revocation of this person: whoever keeps something made of their actions compares it. */
export const lastRevocationKey = (ownerId: string): string => `action:revoked-of:${ownerId}`

const markKey = (actionId: string) => `action:revoked:${actionId}`

/** Longer than an event can be on its way, the whole ladder of retries and a replay of what was parked included. */
const keepMs = 14 * 86_400_000
const atOnce = 1_000

/** Two answers of one action may come here in another order: the later version stays. */
const script = `
local known = redis.call('GET', KEYS[1])
if not known or tonumber(string.match(known, '^%d+')) < tonumber(ARGV[1]) then
  redis.call('SET', KEYS[1], ARGV[1] .. ':' .. ARGV[2], 'PX', ARGV[3])
end
redis.call('SET', KEYS[2], ARGV[4], 'PX', ARGV[3])
`

export function revocationMarks({ client }: Pick<Redis, 'client'>): RevocationMarks {
  return {
    tell: async ({ actionId, ownerId }, { version, visibility }) => {
      try {
        await client.eval(script, {
          keys: [markKey(actionId), lastRevocationKey(ownerId)],
          arguments: [String(version), visibility, String(keepMs), randomUUID()],
        })
        return true
      } catch {
        return false
      }
    },
    of: async (actionIds) => {
      const found = new Map<string, Revocation>()
      try {
        for (let from = 0; from < actionIds.length; from += atOnce) {
          const some = actionIds.slice(from, from + atOnce)
          const marks = await client.mGet(some.map(markKey))
          marks.forEach((mark, at) => {
            if (mark) found.set(some[at] ?? '', revocationIn(mark))
          })
        }
        return found
      } catch {
        return undefined
      }
    },
  }
}

function revocationIn(mark: string): Revocation {
  const [version, visibility] = mark.split(':') as [string, Revocation['visibility']]
  return { version: Number(version), visibility }
}
