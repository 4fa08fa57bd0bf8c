// What a consumer answers the broker for each message: done, tried again later, or put aside; never nothing for good.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Dependency, Logger } from '@eventflow/runtime'
import { isKnown } from './envelope.js'
import { type Fate, fateOf } from './failure.js'
import { DependencyDownError, PermanentError } from './failure-kinds.js'
import type { Handle, Outcome, Reading } from './handle-messages.js'
import type { BackboneMetrics } from './metrics.js'
import { type Publisher, UnsendableError } from './publisher.js'
import { putAsideAs } from './put-aside.js'
import type { Reaction } from './reaction.js'
import { type ReadParts, readMessage } from './read-message.js'
import type { Delivery } from './subscription.js'

export interface AnswerParts extends ReadParts {
  handle: Handle<Reaction>
  /** Makes the key of a message wait for it, where order matters more than the ladder; false where it does not. */
  hold?(reading: Reading<Reaction>, failure: { error: unknown; fate: Fate }): Promise<boolean>
  /** Without them a failure says nothing about the message. */
  needs: readonly Dependency[]
  publisher: Publisher
  logger: Logger
  metrics: BackboneMetrics
}

interface Work {
  delivery: Delivery
  stop: AbortSignal
  /** What is known of the message, or why nothing is. */
  reading: Reading<Reaction> | Error
}

/** `rejected` is put aside by the broker itself, without a reason of ours. */
type Answer = Outcome | { kind: 'retried' | 'parked' | 'rejected' }

const firstTry = { attempt: 1, throttled: 0 }
const probeFirstMs = 250
const probeAtMostMs = 5_000

/**
 * Answers for a batch in one piece if it can be done at once, else for each of its messages alone, and says which.
 * Never throws. Without an answer a message stays unacknowledged, and the broker gives it out again in time.
 */
export async function answerFor(
  parts: AnswerParts,
  deliveries: readonly Delivery[],
  stop: AbortSignal,
): Promise<{ together: boolean }> {
  const live = stop.aborted ? [] : deliveries.filter((delivery) => delivery.isLive())
  const works = live.map((delivery) => ({ delivery, stop, reading: read(parts, delivery) }))
  const startedAt = performance.now()
  const outcomes = await handleTogether(parts, works)
  if (outcomes) {
    for (const [index, work] of works.entries()) {
      work.delivery.ack()
      const outcome = outcomes[index]
      if (outcome) note(parts, work, { answer: outcome, ms: performance.now() - startedAt })
    }
    return { together: true }
  }
  const alone = (work: Work) => inItsContext(work, () => finish(parts, work))
  // What cannot be read belongs to no entity: nothing waits for it, also while it cannot be put aside.
  const unreadable = works.filter(isUnreadable).map(alone)
  for (const work of works) if (!isUnreadable(work)) await alone(work)
  await Promise.all(unreadable)
  return { together: works.length < 2 }
}

const isUnreadable = ({ reading }: Work): boolean => reading instanceof Error

function read(parts: AnswerParts, delivery: Delivery): Work['reading'] {
  try {
    return readMessage(parts, delivery)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

const inItsContext = <T>({ reading }: Work, work: () => T): T =>
  reading instanceof Error ? work() : reading.inContext(work)

/** Nothing when it did not work: then nothing has happened, and which of the messages is to blame is found out one by one. */
async function handleTogether(parts: AnswerParts, works: readonly Work[]): Promise<Outcome[] | undefined> {
  const readings = works.flatMap(({ reading }) => (reading instanceof Error ? [] : [reading]))
  if (readings.length < 2 || readings.length < works.length) return undefined
  try {
    return await parts.handle(readings)
  } catch (error) {
    parts.logger.debug('a batch is handled one by one', { count: works.length, error })
    return undefined
  }
}

async function finish(parts: AnswerParts, work: Work): Promise<void> {
  const startedAt = performance.now()
  try {
    if (work.stop.aborted || !work.delivery.isLive()) return
    const answer = await answerOf(parts, work)
    if (!answer) return
    if (answer.kind === 'rejected') work.delivery.refuse('reject')
    else work.delivery.ack()
    note(parts, work, { answer, ms: performance.now() - startedAt })
  } catch (error) {
    parts.logger.error('a message could not be answered for', { type: typeOf(work), error })
    work.delivery.refuse('again')
  }
}

/** The type of a message that no reaction wants may be any text, too many for a metric. */
function note(
  { consumer: queue, reactions, metrics, logger }: AnswerParts,
  work: Work,
  { answer, ms }: { answer: Answer; ms: number },
) {
  const type = typeOf(work)
  const known = reactions.has(type) ? type : 'unknown'
  const reason = answer.kind === 'ignored' ? { reason: answer.reason } : {}
  metrics.handled.inc({ queue, type: known, outcome: answer.kind, ...reason })
  metrics.handlingSeconds.observe({ type: known }, ms / 1_000)
  const writtenAt = work.reading instanceof Error ? undefined : work.reading.envelope.at
  if (writtenAt && isKnown(writtenAt) && (answer.kind === 'handled' || answer.kind === 'ignored'))
    metrics.commitToHandledSeconds.observe({ type: known }, (Date.now() - writtenAt.getTime()) / 1_000)
  const { messageId } = work.delivery.message.properties
  const line = { queue, type, messageId, outcome: answer.kind, ...reason, ms: Math.round(ms) }
  inItsContext(work, () => logger[isAsItShouldBe(answer) ? 'debug' : 'info']('message', line))
}

/** Most messages are: a line for each would cost more than the handling, and the inbox has what it would say. */
const isAsItShouldBe = ({ kind }: Answer): boolean =>
  kind === 'handled' || kind === 'ignored' || kind === 'duplicate'

const typeOf = ({ delivery: { message }, reading }: Work): string =>
  reading instanceof Error
    ? String(message.properties.type ?? message.fields.routingKey)
    : reading.envelope.type

async function answerOf(parts: AnswerParts, work: Work): Promise<Answer | undefined> {
  const wait = createPatience(parts, work)
  for (;;) {
    try {
      if (work.reading instanceof Error) throw work.reading
      const [outcome] = await parts.handle([work.reading])
      return outcome
    } catch (error) {
      if (!(await isSomethingAway(parts, error))) return putAside(parts, work, error)
      // No attempt is spent: the message waits where it is, the lanes fill up, and so the consumer pauses by itself.
      if (!(await wait(waitsBecause(error), error))) return undefined
    }
  }
}

const waitsBecause = (error: unknown) =>
  error instanceof DependencyDownError
    ? `a message waits for ${error.dependency}`
    : 'a message waits for the database'

async function isSomethingAway({ needs }: AnswerParts, error: unknown): Promise<boolean> {
  if (error instanceof PermanentError) return false
  if (error instanceof DependencyDownError) return true
  const checks = await Promise.allSettled(needs.map(({ check }) => check()))
  return checks.some(({ status }) => status === 'rejected')
}

/** Waits a little longer each time and says so once; answers false when there is nothing to wait for any more. */
function createPatience({ logger }: AnswerParts, { delivery, stop }: Work) {
  let waitMs = probeFirstMs
  return async (reason: string, error: unknown): Promise<boolean> => {
    if (waitMs === probeFirstMs)
      logger.warn(reason, {
        messageId: delivery.message.properties.messageId,
        error: (error as Error).message,
      })
    await sleep(waitMs, undefined, { signal: stop }).catch(() => undefined)
    waitMs = Math.min(waitMs * 2, probeAtMostMs)
    return !stop.aborted && delivery.isLive()
  }
}

/** Fails only when the database does; the message stays where it is then, and comes again. */
const holdBack = async ({ hold }: AnswerParts, { reading }: Work, failure: { error: unknown; fate: Fate }) =>
  reading instanceof Error ? false : ((await hold?.(reading, failure)) ?? false)

/** The new message is confirmed before the old one is acked: in between a crash doubles it, and the inbox knows doubles. */
async function putAside(parts: AnswerParts, work: Work, error: unknown): Promise<Answer | undefined> {
  const { consumer: queue, publisher, logger, metrics } = parts
  const { message, isLive } = work.delivery
  const type = typeOf(work)
  const fate = fateOf(error, work.reading instanceof Error ? firstTry : work.reading.envelope)
  logger.warn('a message failed', { type, messageId: message.properties.messageId, fate, error })
  const held = await holdBack(parts, work, { error, fate })
  if (held) return { kind: 'held' }
  const publication = putAsideAs(message, { queue, type, error, fate })
  const wait = createPatience(parts, work)
  while (isLive()) {
    try {
      await publisher.publish(publication)
      metrics.settle(fate, {
        queue,
        fingerprint: String(publication.properties.headers?.['x-dead-fingerprint']),
      })
      return { kind: fate.kind === 'retry' ? 'retried' : 'parked' }
    } catch (failure) {
      if (failure instanceof UnsendableError) return { kind: 'rejected' }
      if (!(await wait('a message cannot be put aside yet', failure))) return undefined
    }
  }
  return undefined
}
