// Statements that come again and again are parsed and planned once for each connection, whoever writes them.
import type { EventEmitter } from 'node:events'

/** What a driver's connection is, as far as it matters here. */
export interface Asking extends EventEmitter {
  query(asked: unknown, values?: unknown, callback?: unknown): unknown
}

/** What comes less often is not worth a place in the server's memory. */
const comesAgainAfter = 5
const preparedAtMost = 200
const countedAtMost = 1_000

const counts = new Map<string, number>()
const names = new Map<string, string>()
/** A statement that the server will not run prepared is never prepared again. */
const unfit = new Set<string>()

/** A name for a statement that has come often enough; texts that are made up anew each time never get one. */
function nameOf(text: string): string | undefined {
  const known = names.get(text)
  if (known !== undefined || names.size >= preparedAtMost || unfit.has(text)) return known
  const count = (counts.get(text) ?? 0) + 1
  if (counts.size >= countedAtMost) counts.clear()
  counts.set(text, count)
  if (count < comesAgainAfter) return undefined
  counts.delete(text)
  const name = `again_${names.size + unfit.size}`
  names.set(text, name)
  return name
}

/** The result of a prepared statement must not change its type, as a migration may have it; or the server has forgotten it. */
const unfitCodes = new Set(['0A000', '26000'])

function giveUp(text: string, error: unknown): void {
  if (!unfitCodes.has(String((error as { code?: unknown }).code))) return
  names.delete(text)
  unfit.add(text)
}

/** Only of statements with values: without them a text may hold several statements, which cannot be prepared. */
export function prepareWhatComesAgain(client: Asking): void {
  const ask = client.query.bind(client)
  client.query = (asked, values, callback) => {
    const isPlain = typeof asked === 'string' && Array.isArray(values) && values.length > 0
    const name = isPlain && callback === undefined ? nameOf(asked) : undefined
    if (name === undefined) return ask(asked, values, callback)
    const answer = ask({ name, text: asked, values }) as Promise<unknown>
    answer.catch((error) => giveUp(asked as string, error))
    return answer
  }
}
