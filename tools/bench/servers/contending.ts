// The child's side of a contender that measures itself: says when it is ready, and answers each order with a sample.
import type { Sample } from '../row.js'
import type { Answer } from '../server-child.js'

interface Order {
  seconds: number
}

interface Contending {
  measure(seconds: number): Promise<Sample>
  close(): Promise<void>
}

export async function contend({ measure, close }: Contending): Promise<void> {
  const end = () => void close().finally(() => process.exit(0))
  process.once('SIGTERM', end)
  // The benchmark was killed: nobody would end this process.
  process.once('disconnect', end)
  process.on('message', ({ seconds }: Order) => {
    const answer = (message: Answer) => void process.send?.(message)
    measure(seconds).then(
      (sample) => answer({ sample }),
      (error: unknown) => answer({ problem: error instanceof Error ? `${error.stack}` : String(error) }),
    )
  })
  process.send?.({ ready: true })
}
