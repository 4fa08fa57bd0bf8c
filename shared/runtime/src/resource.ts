// What a service holds while it runs: things that must be closed in the reverse order of their opening, and may fail in between.

export interface Dependency {
  name: string
  /** Resolves when it answers; rejects with the reason when it does not. */
  check(): Promise<void>
}

export interface Resource {
  close(): Promise<void>
  /** What readiness asks about while the resource is open. */
  dependency?: Dependency
  /** Set by whatever listens: where it can be reached. */
  url?: string
}

/** The same resource, but a service is ready without it: what it is needed for can wait. */
export const unwatched = <R extends Resource>({ dependency: _, ...rest }: R): Omit<R, 'dependency'> => rest

/** Closes all, last opened first; one that fails or hangs does not keep the others open. Answers what went wrong. */
export async function closeAll(resources: readonly Resource[], deadlineMs: number): Promise<Error[]> {
  const problems: Error[] = []
  const endsAt = Date.now() + deadlineMs
  for (const resource of [...resources].reverse()) {
    const leftMs = Math.max(50, endsAt - Date.now())
    try {
      await within(leftMs, resource.close())
    } catch (error) {
      problems.push(error instanceof Error ? error : new Error(String(error)))
    }
  }
  return problems
}

/** Rejects when the work takes longer than `limitMs`; the work itself goes on unobserved. */
export async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limitMs} ms`)), limitMs)
  })
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}
