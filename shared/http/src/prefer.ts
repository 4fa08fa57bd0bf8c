// The Prefer header (RFC 7240), of which `wait` is understood: how many seconds the caller is ready to wait for the outcome.

const longestWaitSeconds = 30

/** Seconds to wait, 0 when the caller did not ask; never more than 30. */
export function preferredWaitSeconds(header: string | string[] | undefined): number {
  if (header === undefined) return 0
  const preferences = String(header ?? '').split(/[,;]/)
  for (const preference of preferences) {
    const [name, value] = preference.split('=').map((part) => part.trim())
    if (name?.toLowerCase() === 'wait' && /^"?\d{1,4}"?$/.test(value ?? ''))
      return Math.min(Number((value ?? '').replaceAll('"', '')), longestWaitSeconds)
  }
  return 0
}
