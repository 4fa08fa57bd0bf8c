// Reads a body within bounds: JSON or a form by type, size and depth, bytes by type and size.
import { isUtf8 } from 'node:buffer'
import { json, type Request, type RequestHandler, type Response, raw, urlencoded } from 'express'
import { BodyTooDeep, BodyTooLarge, MalformedBody, UnsupportedMediaType } from './errors.js'
import type { RawBody } from './route.js'

const depthAtMost = 32
/** Of one level: each that breaks a rule is a sentence to be made. */
const valuesAtMost = 50_000
const jsonTypes = ['application/json']
export const formType = 'application/x-www-form-urlencoded'
const formFieldsAtMost = 50

export type ReadBody = (request: Request, response: Response, types?: readonly string[]) => Promise<unknown>

export function bodyReader(limitBytes: number): ReadBody {
  const any = () => true
  const parseJson = json({ limit: limitBytes, strict: true, type: any, verify: requireUtf8 })
  // Flat: names with brackets are names, and nothing is built out of them.
  const parseForm = urlencoded({
    limit: limitBytes,
    extended: false,
    parameterLimit: formFieldsAtMost,
    type: any,
    verify: requireUtf8,
  })
  return async (request, response, types = jsonTypes) => {
    if (!hasBody(request)) return undefined
    const mediaType = mediaTypeOf(request)
    if (!types.includes(mediaType) && !(types === jsonTypes && mediaType.endsWith('+json')))
      throw unsupported(types)
    const isForm = mediaType === formType
    await finished(isForm ? parseForm : parseJson, { request, response, limitBytes })
    refuseUnreadable(request.body)
    return isForm ? filledIn(request.body as object) : (request.body as unknown)
  }
}

/** As they were sent: a compressed body could become any size. */
export async function readBytes(
  request: Request,
  response: Response,
  { types, bytesAtMost }: RawBody,
): Promise<Buffer> {
  if (!hasBody(request)) return Buffer.alloc(0)
  if (!types.includes(mediaTypeOf(request))) throw unsupported(types)
  const take = raw({ limit: bytesAtMost, inflate: false, type: () => true })
  await finished(take, { request, response, limitBytes: bytesAtMost })
  return request.body as Buffer
}

const mediaTypeOf = ({ headers }: Request): string =>
  (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''

const unsupported = (types: readonly string[]) =>
  UnsupportedMediaType({
    detail: `Send the body as ${types.join(' or ')}.`,
    headers: { accept: types.join(', ') },
  })

const hasBody = ({ headers }: Request): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

/** The parser would put replacements where bytes are no text, and would read UTF-7, in which other words hide. */
function requireUtf8(...[, , bytes, encoding]: [unknown, unknown, Buffer, string]): void {
  if (encoding !== 'utf-8') throw Object.assign(new Error(encoding), { type: 'charset.unsupported' })
  if (!isUtf8(bytes)) throw new Error('not UTF-8')
}

interface Reading {
  request: Request
  response: Response
  limitBytes: number
}

/** Too much is told at once: the parser would first read off all that is sent, which may have no end. */
const finished = (handler: RequestHandler, { request, response, limitBytes }: Reading): Promise<void> =>
  new Promise((resolve, reject) => {
    const { 'content-length': length } = request.headers
    if (length === undefined) refuseBeyond(request, limitBytes, reject)
    else if (Number(length) > limitBytes) throw BodyTooLarge()
    handler(request, response, (error?: unknown) => (error ? reject(error) : resolve()))
  })

function refuseBeyond(request: Request, limitBytes: number, refuse: (error: Error) => void): void {
  let bytes = 0
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > limitBytes) refuse(BodyTooLarge())
  })
}

/** A field that was left empty counts as not sent (RFC 6749, 3.2). */
const filledIn = (form: object): object =>
  Object.fromEntries(Object.entries(form).filter(([, value]) => value !== ''))

const isNested = (value: unknown): value is object => typeof value === 'object' && value !== null

/** Level by level and not by recursion, so that the check itself cannot be made to run out of stack. */
function refuseUnreadable(body: unknown): void {
  let level = [body].filter(isNested)
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > depthAtMost) throw BodyTooDeep({ detail: `At most ${depthAtMost} levels are read.` })
    // The one name that is no field like others: the schema library passes over it, and a careless copy would obey it.
    if (level.some((value) => Object.hasOwn(value, '__proto__')))
      throw MalformedBody({ detail: 'No field may be called __proto__.' })
    const values: unknown[] = level.flatMap((value) => Object.values(value))
    if (values.length > valuesAtMost)
      throw BodyTooLarge({ detail: `At most ${valuesAtMost} values are read.` })
    // JSON has no word for it: written out again it would be null.
    if (values.includes(Infinity) || values.includes(-Infinity))
      throw MalformedBody({ detail: 'A number is larger than any that can be read.' })
    level = values.filter(isNested)
  }
}
