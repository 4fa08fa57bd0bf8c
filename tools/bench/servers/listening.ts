// Tells the benchmark where a server listens, and what else its load needs, and ends it when the benchmark says so.
export function announce(
  url: string,
  close: () => Promise<void> = async () => undefined,
  more: Readonly<Record<string, string>> = {},
): void {
  process.once('SIGTERM', () => void close().finally(() => process.exit(0)))
  process.send?.({ ...more, url })
}

/** What both sides of the idle route answer, to the byte. */
export const idleAnswer = { status: 'ok', service: 'bench', items: [1, 2, 3], at: '2026-11-21T12:00:00.000Z' }
