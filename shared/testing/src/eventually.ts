// Patience instead of sleeping: asks again until the answer is right or the time is up.

interface Patience {
  withinMs?: number
  everyMs?: number
}

/** Answers what the last, successful try answered; rejects with the last failure. */
export async function eventually<T>(
  attempt: () => Promise<T> | T,
  { withinMs = 10_000, everyMs = 25 }: Patience = {},
): Promise<T> {
  const endsAt = Date.now() + withinMs
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (Date.now() >= endsAt) throw error
      await new Promise((resolve) => setTimeout(resolve, everyMs))
    }
  }
}
