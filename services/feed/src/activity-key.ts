// How an activity is called: `<when>:<action>:<verb>[:<occurrence>]`. Keys sort with the newest first and tell what a list needs.

export const verbs = ['completed', 'created', 'updated'] as const
export type Verb = (typeof verbs)[number]

/** The last moment that a Date can hold, from which times are counted backwards. */
const endOfTimeMs = 8_640_000_000_000_000
const momentLength = 11
const uuidLength = 36

/** The later, the smaller. */
export const momentOf = (at: Date): string =>
  (endOfTimeMs - at.getTime()).toString(36).padStart(momentLength, '0')

export const activityKey = (
  at: Date,
  { actionId, verb, occurrence }: { actionId: string; verb: Verb; occurrence?: string | undefined },
): string => [momentOf(at), actionId, verb, ...(occurrence === undefined ? [] : [occurrence])].join(':')

export interface ActivityFacts {
  at: Date
  activityId: string
  actionId: string
  verb: Verb
  /** One of many completions of a task that comes again. */
  isOneOfMany: boolean
}

export function factsIn(key: string): ActivityFacts {
  const activityId = key.slice(momentLength + 1)
  const actionId = activityId.slice(0, uuidLength)
  const [verb = '', ...occurrence] = activityId.slice(uuidLength + 1).split(':')
  return {
    at: new Date(endOfTimeMs - Number.parseInt(key.slice(0, momentLength), 36)),
    activityId,
    actionId,
    verb: verb as Verb,
    isOneOfMany: occurrence.length > 0,
  }
}

/** Documents of a person's list: their ids begin with the person, so that a list is one range of the one index that there always is. */
export const lineId = (personId: string, key: string): string => `${personId}:${key}`
export const keyIn = (id: string): string => id.slice(uuidLength + 1)
export const personIn = (id: string): string => id.slice(0, uuidLength)

/** `;` comes right after `:`. */
export const linesOf = (personId: string): { $gte: string; $lt: string } => ({
  $gte: `${personId}:`,
  $lt: `${personId};`,
})
