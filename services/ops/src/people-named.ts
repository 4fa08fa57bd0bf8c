// Whose personal data a message holds, as far as it says so itself: by these ids it is found when somebody is to be forgotten.
import { type Carried, contractOf, shownBody } from './carried-body.js'

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi
const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** A message may name many others by their ids, which says nothing about them: whom it is about its contract says, or else this field. */
const ownerField = 'userId'
const namesAtMost = 100

/** The subject and whom it is about; of a body that nobody can read every id in it, since nobody can tell whose it is. */
export function peopleNamed(
  letter: Carried & { subject: string | null },
  bodies: readonly Buffer[],
): string[] {
  const named = [letter.subject, ...bodies.flatMap((body) => namedIn(letter, body))]
  const ids = named.filter((id): id is string => typeof id === 'string' && isUuid.test(id))
  return [...new Set(ids.map((id) => id.toLowerCase()))].slice(0, namesAtMost)
}

function namedIn(letter: Carried, body: Buffer): unknown[] {
  const shown = shownBody(letter, body)
  if (shown.encoding === 'base64') return body.toString('latin1').match(uuid) ?? []
  const fields = (shown.body ?? {}) as Record<string, unknown>
  return [ownerField, ...(contractOf(letter.type)?.persons ?? [])].map((name) => fields[name])
}
