// Every act that an auditor may ask about is told to the audit, those that were refused as well; never with a secret in it.
import { AuditRecorded, type DomainEvent } from '@eventflow/contracts'
import { CallerError, type Clock } from '@eventflow/runtime'
import type { Transaction } from '@eventflow/runtime/database'
import type { Caller } from './caller.js'

export interface Actor {
  kind: 'user' | 'client' | 'service'
  id: string
}

export interface Act {
  /** `dead-letter.edited`: a thing and what happened to it; the name of the service is put in front. */
  action: string
  /** `dead-letter:<id>`: which one. */
  target: string
  actor: Actor
  /** Where it was asked from; empty for what a service does by itself. */
  address: string
}

interface Facts {
  before?: Record<string, unknown>
  after?: Record<string, unknown>
}

interface Done<T> extends Facts {
  result: T
  /** Published together with the word to the audit. */
  events?: readonly DomainEvent[]
}

/** What is needed of a backbone; declared here, since the backbone is not known to this package. */
interface Transacting {
  transact<R extends { events: readonly DomainEvent[] }>(
    work: (transaction: Transaction) => Promise<R>,
  ): Promise<R>
}

interface Auditing {
  backbone: Transacting
  service: string
  now: Clock
}

type Outcome = 'done' | 'refused' | 'failed'

export interface Audited {
  /** The change and the word of it are one transaction: neither is there without the other. */
  change<T>(act: Act, work: (transaction: Transaction) => Promise<Done<T>>): Promise<T>
  /** Asks somebody else, with no transaction open meanwhile, and tells of it afterwards. */
  ask<T>(act: Act, work: () => Promise<Done<T>>): Promise<T>
  /** The word alone, for an act whose transaction is opened elsewhere. */
  word(act: Act, outcome: Outcome, facts?: Facts): DomainEvent
}

export const actorOf = ({ kind, userId }: Caller): Actor => ({ kind, id: userId })

export function auditing({ backbone, service, now }: Auditing): Audited {
  const word = ({ action, target, actor, address }: Act, outcome: Outcome, { before, after }: Facts = {}) =>
    AuditRecorded({
      actor,
      action: `${service}.${action}`,
      target: target.slice(0, 200),
      outcome,
      at: now().toISOString(),
      ...(address === '' ? {} : { ip: address.slice(0, 45) }),
      ...(before && { before }),
      ...(after && { after }),
    })
  const publish = (events: readonly DomainEvent[]) => backbone.transact(async () => ({ events }))
  const tellingFailure = async <T>(act: Act, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      const isRefusal = error instanceof CallerError
      const after = { code: isRefusal ? error.code : 'INTERNAL_ERROR' }
      // Whoever asked is told why the act failed, whether that could be written down or not.
      await publish([word(act, isRefusal ? 'refused' : 'failed', { after })]).catch(() => undefined)
      throw error
    }
  }
  return {
    word,
    change: (act, work) =>
      tellingFailure(act, async () => {
        const { done } = await backbone.transact(async (transaction) => {
          const { result, events = [], ...facts } = await work(transaction)
          return { done: result, events: [...events, word(act, 'done', facts)] }
        })
        return done
      }),
    ask: async (act, work) => {
      const { result, events = [], ...facts } = await tellingFailure(act, work)
      await publish([...events, word(act, 'done', facts)])
      return result
    },
  }
}
