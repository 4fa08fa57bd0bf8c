// Every act of an operator is told to the audit, those that were refused as well; of contents it keeps hashes alone.
import { createHash } from 'node:crypto'
import type { Backbone } from '@eventflow/backbone'
import { AuditRecorded } from '@eventflow/contracts'
import type { Caller } from '@eventflow/http'
import { CallerError, type Clock } from '@eventflow/runtime'
import type { Transaction } from '@eventflow/runtime/database'

export interface Act {
  /** `dead-letter.edited`. */
  action: string
  target: string
  caller: Caller
  address: string
}

interface Done<T> {
  result: T
  before?: Record<string, unknown>
  after?: Record<string, unknown>
}

interface Auditing {
  backbone: Backbone
  now: Clock
}

export interface Audited {
  /** The change and the word of it are one transaction: neither is there without the other. */
  change<T>(act: Act, work: (transaction: Transaction) => Promise<Done<T>>): Promise<T>
  /** Asks somebody else, with no transaction open meanwhile, and tells of it afterwards. */
  ask<T>(act: Act, work: () => Promise<Done<T>>): Promise<T>
}

type Outcome = 'done' | 'refused' | 'failed'
type Facts = Omit<Done<unknown>, 'result'>

export function auditing({ backbone, now }: Auditing): Audited {
  const recorded = (act: Act, outcome: Outcome, facts: Facts) =>
    AuditRecorded({
      actor: { kind: 'user', id: act.caller.userId },
      action: `ops.${act.action}`,
      target: act.target.slice(0, 200),
      outcome,
      at: now().toISOString(),
      ...(act.address === '' ? {} : { ip: act.address.slice(0, 45) }),
      ...facts,
    })
  const tell = (act: Act, outcome: Outcome, facts: Facts) =>
    backbone.transact(async () => ({ events: [recorded(act, outcome, facts)] }))
  const tellingFailure = async <T>(act: Act, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      const isRefusal = error instanceof CallerError
      const after = { code: isRefusal ? error.code : 'INTERNAL_ERROR' }
      // Whoever asked is told why the act failed, whether that could be written down or not.
      await tell(act, isRefusal ? 'refused' : 'failed', { after }).catch(() => undefined)
      throw error
    }
  }
  return {
    change: (act, work) =>
      tellingFailure(act, async () => {
        const { done } = await backbone.transact(async (transaction) => {
          const { result, ...facts } = await work(transaction)
          return { done: result, events: [recorded(act, 'done', facts)] }
        })
        return done
      }),
    ask: async (act, work) => {
      const { result, ...facts } = await tellingFailure(act, work)
      await tell(act, 'done', facts)
      return result
    },
  }
}

export const hashOf = (content: Buffer): string =>
  `sha256:${createHash('sha256').update(content).digest('hex')}`
