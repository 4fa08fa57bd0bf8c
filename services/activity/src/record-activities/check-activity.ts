// Whether one posted activity may be recorded: its shape, whose it is, when it was, and what it says.
import type { ValueOf } from '@eventflow/contracts'
import { judgeOf } from '@eventflow/http'
import { type FieldProblem, newId } from '@eventflow/runtime'
import type { Activity } from '../activity.js'
import type { CheckProperties } from '../define-types/compile-schema.js'
import { postedShape } from '../shapes.js'
import { propertyProblem } from './check-properties.js'

/** Who posts, and when it arrived. */
export interface Arrival {
  /** A person records what they did themselves; a program what others did. */
  by: { kind: 'user'; userId: string } | { kind: 'client' }
  receivedAt: Date
  /** What there is to say against the properties of a type that somebody has described. */
  checkOf?: (type: string) => CheckProperties | undefined
}

export type Judged =
  | { activity: Activity /** The caller chose its id. */; isNamed: boolean }
  | { id: string | null; problems: FieldProblem[] }

type Posted = ValueOf<typeof postedShape>

const shapeProblems = judgeOf(postedShape)
/** How far the clocks of others may be ahead of ours. */
const aheadAtMostMs = 5 * 60_000

export function checkActivity(posted: unknown, arrival: Arrival, place = ''): Judged {
  const wrongShape = shapeProblems(posted, place)
  if (wrongShape.length > 0) return { id: idIn(posted), problems: wrongShape }
  const item = posted as Posted
  const rules = [userProblem, timeProblem, propertyProblem, schemaProblem]
  const problem = rules.map((rule) => rule(item, arrival)).find((found) => found !== undefined)
  const id = item.id?.toLowerCase() ?? null
  if (problem) return { id, problems: [{ ...problem, pointer: place + problem.pointer }] }
  return { activity: activityOf(item, arrival, id ?? newId()), isNamed: id !== null }
}

function activityOf(
  { type, properties, ...posted }: Posted,
  { by, receivedAt }: Arrival,
  id: string,
): Activity {
  const arrived = receivedAt.toISOString()
  return {
    id,
    userId: by.kind === 'user' ? by.userId : (posted.userId ?? '').toLowerCase(),
    type,
    // To the millisecond, which is what the database keeps.
    occurredAt: posted.occurredAt === undefined ? arrived : new Date(posted.occurredAt).toISOString(),
    receivedAt: arrived,
    ...(properties === undefined ? {} : { properties }),
  }
}

function userProblem({ userId }: Posted, { by }: Arrival): FieldProblem | undefined {
  if (by.kind === 'client')
    return userId === undefined
      ? { pointer: '/userId', code: 'USER_REQUIRED', detail: 'A program says whose activity it is.' }
      : undefined
  if (userId === undefined || userId.toLowerCase() === by.userId) return undefined
  return { pointer: '/userId', code: 'NOT_YOURS', detail: 'A user records activities of their own only.' }
}

function timeProblem({ occurredAt }: Posted, { receivedAt }: Arrival): FieldProblem | undefined {
  if (occurredAt === undefined || Date.parse(occurredAt) <= receivedAt.getTime() + aheadAtMostMs)
    return undefined
  return { pointer: '/occurredAt', code: 'IN_THE_FUTURE', detail: 'It cannot have happened yet.' }
}

const schemaProblem = ({ type, properties = {} }: Posted, { checkOf }: Arrival): FieldProblem | undefined =>
  checkOf?.(type)?.(properties)

/** Told back where it is one, so that the caller knows the item again. */
function idIn(posted: unknown): string | null {
  const { id } = (posted ?? {}) as { id?: unknown }
  return typeof id === 'string' && uuidShape.test(id) ? id.toLowerCase() : null
}

const uuidShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
