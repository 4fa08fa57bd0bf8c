// Optimistic concurrency over HTTP: the ETag of what was read decides whether a change may be made.
import { type Answer, etagOf } from './answer.js'
import { PreconditionRequired, Stale } from './errors.js'

type Headers = Readonly<Record<string, string | string[] | undefined>>

const tagsOf = (header: string | string[] | undefined): string[] =>
  String(header ?? '')
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '')

/** Call it once the resource is known to be the caller's: whoever may not see it learns nothing about its version. */
export function requireMatch(headers: Headers, version: number): void {
  const wanted = tagsOf(headers['if-match'])
  if (wanted.length === 0) throw PreconditionRequired()
  if (!wanted.includes('*') && !wanted.includes(etagOf(version)))
    throw Stale({ detail: `The current version is ${etagOf(version)}.`, headers: { etag: etagOf(version) } })
}

/** The same for what may be replaced unread: only who says what was read is held to it. */
export function matchIfSaid(headers: Headers, version: number): void {
  if (headers['if-match'] !== undefined) requireMatch(headers, version)
}

/** A reader who has this version already gets 304 and no body. */
export function unlessKnown(answer: Answer, method: string, headers: Headers): Answer {
  if (answer.status !== 200 || answer.version === undefined || (method !== 'GET' && method !== 'HEAD'))
    return answer
  const known = tagsOf(headers['if-none-match']).map((tag) => tag.replace(/^W\//, ''))
  if (!known.includes(etagOf(answer.version)) && !known.includes('*')) return answer
  const { body: _, file, ...rest } = answer
  file?.content.destroy()
  return { ...rest, status: 304 }
}
