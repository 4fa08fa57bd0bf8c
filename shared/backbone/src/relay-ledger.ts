// What became of the messages of a relay, told to the outbox in runs: one statement for all that ended while the last one ran.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '@eventflow/runtime'
import type { ClaimedMessage, HeldOutbox } from './outbox.js'

export interface Ledger {
  sent(message: ClaimedMessage): void
  /** With the error, unless it is told elsewhere. */
  failed(message: ClaimedMessage, error: Error | undefined): void
  /** It was not tried. */
  leave(message: ClaimedMessage): void
  /** A message of that key was given back, and the outbox may not know yet: what comes of the key must not overtake it. */
  isClosed(key: string): boolean
  /** The keys of which the outbox knows by now that they were given back. */
  closedSoFar(): string[]
  reopen(keys: readonly string[]): void
  close(): Promise<void>
}

interface LedgerParts {
  outbox: HeldOutbox
  logger: Logger
  complain(error: unknown): void
}

/** So long for more to come to an end. */
const gatherMs = 3
/** The database may be away: then it is told later, and what was published may be published again. */
const retryMs = 500

export function createLedger({ outbox, logger, complain }: LedgerParts): Ledger {
  let sent: string[] = []
  let untried: ClaimedMessage[] = []
  let failed: ClaimedMessage[] = []
  let errors: Error[] = []
  let telling: Promise<void> | undefined
  let isClosing = false
  /** Messages given back of each key that the outbox has not been told of. */
  const closed = new Map<string, number>()

  const close = (key: string) => closed.set(key, (closed.get(key) ?? 0) + 1)
  const told = (key: string) => closed.set(key, (closed.get(key) ?? 1) - 1)

  const tellOnce = async () => {
    const now = { sent, untried, failed, errors }
    ;[sent, untried, failed, errors] = [[], [], [], []]
    const [first] = now.errors
    if (first) logger.error('events cannot be published', { count: now.errors.length, error: first.message })
    try {
      await tellOutbox(outbox, now)
      for (const { key } of [...now.failed, ...now.untried]) told(key)
    } catch (error) {
      complain(error)
      if (isClosing) return
      sent.push(...now.sent)
      untried.push(...now.untried)
      failed.push(...now.failed)
      await sleep(retryMs)
    }
  }

  const tell = async () => {
    if (!isClosing) await sleep(gatherMs)
    while (sent.length + untried.length + failed.length > 0) await tellOnce()
  }

  const begin = () => {
    telling ??= tell().finally(() => {
      telling = undefined
    })
  }

  return {
    sent: ({ id }) => {
      sent.push(id)
      begin()
    },
    failed: (message, error) => {
      failed.push(message)
      close(message.key)
      if (error) errors.push(error)
      begin()
    },
    leave: (message) => {
      untried.push(message)
      close(message.key)
      begin()
    },
    isClosed: (key) => closed.has(key),
    closedSoFar: () => [...closed].flatMap(([key, count]) => (count === 0 ? [key] : [])),
    reopen: (keys) => {
      for (const key of keys) if (closed.get(key) === 0) closed.delete(key)
    },
    close: async () => {
      isClosing = true
      await telling
    },
  }
}

interface Ended {
  sent: readonly string[]
  untried: readonly ClaimedMessage[]
  failed: readonly ClaimedMessage[]
}

/** Failures first: until they are known the others of their keys would be free. */
async function tellOutbox(outbox: HeldOutbox, { sent, untried, failed }: Ended): Promise<void> {
  if (failed.length > 0) await outbox.postpone(idsOf(failed))
  if (sent.length > 0) await outbox.done(sent)
  if (untried.length > 0) await outbox.release(idsOf(untried))
}

const idsOf = (messages: readonly ClaimedMessage[]): string[] => messages.map(({ id }) => id)
