// The Prefer header (RFC 7240), of which `wait` is understood: how many seconds the caller is ready to wait for the outcome.

const longestWaitSeconds = 30

/** Seconds to wait, undefined when the caller did not say; never more than 30. */
export function preferredWaitSeconds(header: string | string[] | undefined): number | undefined {
  if (header === undefined) return undefined
  const preferences = String(header).split(/[,;]/)
  for (const preference of preferences) {
    const [name, value] = preference.split('=').map((part) => part.trim())
    if (name?.toLowerCase() === 'wait' && /^(\d{1,9}|"\d{1,9}")$/.test(value ?? ''))
      return Math.min(Number((value ?? '').replaceAll('"', '')), longestWaitSeconds)
  }
  return undefined
}
