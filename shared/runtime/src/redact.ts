// Makes a value fit for a log: secrets masked by name, passwords in addresses masked, errors readable, all of it bounded.

/** Names of fields are compared in lower case with `-` between words, so that `notProcessed` is not taken for an `otp`. */
const secretName = new RegExp(
  [
    'pass(word|wd|phrase)|secret|token(?!-?type)|authorization|cookie|credential',
    '(api|private|sealing|signing)-?key|pepper|recovery|(^|-)t?otp',
  ].join('|'),
)
/** Up to the last `@` before a slash: a password may hold one itself. */
const addressWithPassword = /\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s/"']*@/gi

const depthLimit = 6
const itemsLimit = 100
const textLimit = 4_000
/** What one value may cost in all: each part one, each text its length. A list that holds itself thirty times has no end. */
const costLimit = 20_000

interface Budget {
  left: number
}

export const redacted = (value: unknown): unknown => redact(value, 0, { left: costLimit })

function redact(value: unknown, depth: number, budget: Budget): unknown {
  if (budget.left <= 0) return '[more]'
  budget.left -= 1
  if (typeof value === 'string') return redactText(value, budget)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return value
  if (depth >= depthLimit) return '[deeper]'
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  if (Buffer.isBuffer(value)) return `[${value.length} bytes]`
  const inside = (item: unknown) => redact(item, depth + 1, budget)
  if (Array.isArray(value)) return value.slice(0, itemsLimit).map(inside)
  const parts = value instanceof Error ? partsOfError(value) : value
  const fit: Record<string, unknown> = {}
  // Assigning to this one name would change what kind of object it is.
  const entries = Object.entries(parts).filter(([name]) => name !== '__proto__')
  for (const [name, item] of entries.slice(0, itemsLimit)) fit[name] = isSecret(name) ? '***' : inside(item)
  return fit
}

/** Field names are few and come again with every line, so each is judged once. */
const judged = new Map<string, boolean>()
const judgedAtMost = 2_000

function isSecret(name: string): boolean {
  const known = judged.get(name)
  if (known !== undefined) return known
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').replaceAll('_', '-')
  const verdict = secretName.test(words.toLowerCase())
  if (judged.size < judgedAtMost) judged.set(name, verdict)
  return verdict
}

function redactText(text: string, budget: Budget): string {
  // Cut first, since the search costs time, but late enough that no address is cut before its `@`.
  const masked = text
    .slice(0, textLimit * 2)
    .replace(addressWithPassword, '$1:***@')
    .slice(0, textLimit)
  budget.left -= masked.length
  return masked
}

function partsOfError(error: Error): Record<string, unknown> {
  const { name, message, stack, cause } = error
  const { code, errors } = error as Error & { code?: unknown; errors?: unknown }
  return {
    name,
    message,
    ...(code === undefined ? {} : { code }),
    stack,
    ...(cause === undefined ? {} : { cause }),
    // What a connection to several addresses, or several attempts at once, failed with one by one.
    ...(Array.isArray(errors) ? { errors } : {}),
  }
}
