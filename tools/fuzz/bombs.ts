// Bodies that no schema describes: too deep, too wide, too large, of another kind, or not text at all.
import type { RoundResult } from './tally.js'

interface Bomb {
  name: string
  type: string
  body: string | Uint8Array
}

const json = 'application/json'
const wide = (count: number) => `{${Array.from({ length: count }, (_, index) => `"k${index}":0`).join(',')}}`

/** Each is to be refused, quickly, by a status that says whose fault it is; so every one breaks the schema of every route. */
const bombs: readonly Bomb[] = [
  {
    name: 'a hundred thousand lists in each other',
    type: json,
    body: '['.repeat(100_000) + ']'.repeat(100_000),
  },
  { name: 'objects in each other without an end', type: json, body: '{"a":'.repeat(50_000) },
  { name: 'ninety thousand keys', type: json, body: wide(90_000) },
  { name: 'a million keys', type: json, body: wide(1_000_000) },
  { name: 'a number of a hundred thousand digits', type: json, body: `{"email":${'9'.repeat(100_000)}}` },
  { name: 'a number beyond all numbers', type: json, body: '{"email":1e999999}' },
  { name: 'one key twice', type: json, body: '{"email":"a@example.test","email":1}' },
  { name: '__proto__', type: json, body: '{"__proto__":{"roles":["admin"]}}' },
  {
    name: 'constructor and prototype',
    type: json,
    body: '{"constructor":{"prototype":{"roles":["admin"]}}}',
  },
  {
    name: 'bytes that are no UTF-8',
    type: json,
    body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  },
  { name: 'half of a surrogate pair', type: json, body: '{"email":"\\ud800"}' },
  { name: 'a NUL', type: json, body: '{"email":"a\\u0000@example.test"}' },
  { name: 'nothing but a byte order mark', type: json, body: Buffer.from([0xef, 0xbb, 0xbf]) },
  { name: 'null', type: json, body: 'null' },
  { name: 'text where an object should be', type: json, body: '"text"' },
  { name: 'JSON said to be XML', type: 'application/xml', body: '{}' },
  { name: 'JSON said to be a form with files', type: 'multipart/form-data; boundary=x', body: '{}' },
  { name: 'an unknown character set', type: `${json}; charset=klingon`, body: '{}' },
  { name: 'UTF-16 said to be UTF-8', type: json, body: Buffer.from('{"email":"a"}', 'utf16le') },
]

/** A route that takes a body; what is in its path exists nowhere. */
interface Target {
  label: string
  method: string
  url: string
}

interface Thrown {
  url: string
  token: string
}

const answerWithinMs = 5_000
const refusals = [400, 401, 403, 404, 409, 413, 415, 422, 428, 429]

/** Throws each at every route that takes a body, and tells of it as of any other round. */
export async function throwBombs({ url, token }: Thrown): Promise<RoundResult> {
  const targets = await routesWithBody(url)
  const failures: RoundResult['report']['failures'] = []
  for (const bomb of bombs) {
    const operations: string[] = []
    for (const target of targets) {
      const complaint = await complaintAfter(target, bomb, token)
      if (complaint) operations.push(`${target.label} (${complaint})`)
    }
    if (operations.length > 0)
      failures.push({ title: `not refused: ${bomb.name}`, count: operations.length, operations })
  }
  const tried = { selected: targets.length, tested: targets.length }
  const cases = { generated: targets.length * bombs.length }
  const report = { complete: true, operations: tried, test_cases: cases, failures, errors: [] }
  return { name: 'bodies of our own', report, tokenLasted: true }
}

async function routesWithBody(url: string): Promise<Target[]> {
  const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { requestBody?: object }>>
  }
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { requestBody }]) => requestBody)
      .map(([verb]) => ({
        method: verb.toUpperCase(),
        url: `${url}${path.replace(/\{\w+\}/g, unknownId)}`,
        path,
      }))
      .map(({ path, ...target }) => ({ ...target, label: `${target.method} ${path}` })),
  )
}

const unknownId = '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12'

async function complaintAfter(
  target: Target,
  { type, body }: Bomb,
  token: string,
): Promise<string | undefined> {
  const startedAt = performance.now()
  const status = await statusOf(target, { type, body, token })
  const ms = Math.round(performance.now() - startedAt)
  if (!refusals.includes(status)) return status === 0 ? 'no answer' : `answered ${status}`
  return ms > answerWithinMs ? `answered after ${ms} ms` : undefined
}

/** 0 where there was no answer: whoever sends too much is to be told so, not cut off. */
async function statusOf(
  { method, url }: Target,
  { type, body, token }: Omit<Bomb, 'name'> & { token: string },
) {
  try {
    const answer = await fetch(url, {
      method,
      headers: { 'content-type': type, authorization: `Bearer ${token}` },
      body: body as string,
      signal: AbortSignal.timeout(answerWithinMs * 2),
    })
    await answer.arrayBuffer()
    return answer.status
  } catch {
    return 0
  }
}
