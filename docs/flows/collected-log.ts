// Keeps what all services of a flow log, to be looked through at its end.

export interface CollectedLog {
  lines(): string[]
  end(): void
}

const isLogLine = (chunk: unknown): chunk is string => typeof chunk === 'string' && chunk.startsWith('{"at":')

/** All services of a flow share one output; what is logged is kept from it while it is collected. */
export function collectLog(): CollectedLog {
  const write = process.stdout.write.bind(process.stdout)
  const chunks: string[] = []
  process.stdout.write = ((chunk: unknown, ...rest: never[]) => {
    if (!isLogLine(chunk)) return write(chunk as string, ...rest)
    chunks.push(chunk)
    return true
  }) as typeof process.stdout.write
  return {
    lines: () =>
      chunks
        .join('')
        .split('\n')
        .filter((line) => line !== ''),
    end: () => {
      process.stdout.write = write
    },
  }
}
