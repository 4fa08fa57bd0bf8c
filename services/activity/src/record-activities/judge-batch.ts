// A post as a whole: one activity or a batch, each item judged by itself, so that one that is wrong takes none with it.
import type { FieldProblem } from '@eventflow/runtime'
import type { Activity } from '../activity.js'
import { InvalidActivity, TooManyActivities } from '../errors.js'
import { type Arrival, checkActivity } from './check-activity.js'

const batchAtMost = 1_000

export interface ItemResult {
  index: number
  id: string | null
  status: 'accepted' | 'duplicate' | 'rejected'
  code?: string
  pointer?: string
}

export interface JudgedBatch {
  /** Each id once. */
  activities: Activity[]
  /** Those of them whose ids the caller chose; nobody can post an id again that was made here. */
  named: Activity[]
  /** One for each item, in the order of the items. */
  results: ItemResult[]
}

/** A single activity that breaks a rule is an error of the whole call; one among many is told beside the others. */
export function judgeBatch(body: unknown, arrival: Arrival): JudgedBatch {
  const batch = batchIn(body)
  if (batch) return judgeAll(batch, arrival)
  const judged = checkActivity(body ?? {}, arrival)
  if ('problems' in judged) throw invalid(judged.problems)
  const { activity } = judged
  const named = judged.isNamed ? [activity] : []
  return { activities: [activity], named, results: [{ index: 0, id: activity.id, status: 'accepted' }] }
}

function judgeAll(batch: readonly unknown[], arrival: Arrival): JudgedBatch {
  const activities = new Map<string, Activity>()
  const named: Activity[] = []
  const results = batch.map((posted, index): ItemResult => {
    const judged = checkActivity(posted, arrival, `/activities/${index}`)
    if ('problems' in judged) {
      const [{ code, pointer } = { code: 'INVALID_ACTIVITY', pointer: '' }] = judged.problems
      return { index, id: judged.id, status: 'rejected', code, pointer }
    }
    const { activity } = judged
    const { id } = activity
    if (activities.has(id)) return { index, id, status: 'duplicate' }
    activities.set(id, activity)
    if (judged.isNamed) named.push(activity)
    return { index, id, status: 'accepted' }
  })
  return { activities: [...activities.values()], named, results }
}

/** What has a list of activities is a batch, and then nothing else. */
function batchIn(body: unknown): unknown[] | undefined {
  if (typeof body !== 'object' || body === null || !('activities' in body)) return undefined
  const { activities, ...more } = body
  const [other] = Object.keys(more)
  if (other !== undefined)
    throw invalid([
      { pointer: `/${other.slice(0, 100)}`, code: 'OBJECT_UNKNOWN', detail: 'A batch has activities alone.' },
    ])
  if (!Array.isArray(activities) || activities.length === 0)
    throw invalid([
      { pointer: '/activities', code: 'ARRAY_MIN', detail: 'A batch is a list of 1 to 1,000 activities.' },
    ])
  if (activities.length > batchAtMost) throw TooManyActivities()
  return activities
}

const invalid = (errors: FieldProblem[]) =>
  InvalidActivity({ errors, detail: errors.map(({ detail }) => detail).join('; ') })
