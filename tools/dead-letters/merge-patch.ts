// The merge patch (RFC 7396) that makes one JSON value out of another: what an edit from a file sends.
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What is missing in `after` is taken away by null; lists are replaced as a whole. */
export function mergePatch(before: unknown, after: Record<string, unknown>): Record<string, unknown> {
  const known = isRecord(before) ? before : {}
  const gone = Object.keys(known).filter((name) => !(name in after))
  const changed = Object.entries(after)
    .filter(([name, value]) => JSON.stringify(known[name]) !== JSON.stringify(value))
    .map(([name, value]) => [name, isRecord(value) ? mergePatch(known[name], value) : value])
  return Object.fromEntries([...gone.map((name) => [name, null]), ...changed])
}
