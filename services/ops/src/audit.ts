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

export type Audited = <T>(act: Act, work: (transaction: Transaction) => Promise<Done<T>>) => Promise<T>

type Outcome = 'done' | 'refused' | 'failed'

/** The act and the word of it are one transaction: neither is there without the other. */
export const auditing = ({ backbone, now }: Auditing): Audited => {
  const recorded = (act: Act, outcome: Outcome, facts: Omit<Done<unknown>, 'result'>) =>
    AuditRecorded({
      actor: { kind: 'user', id: act.caller.userId },
      action: `ops.${act.action}`,
      target: act.target.slice(0, 200),
      outcome,
      at: now().toISOString(),
      ...(act.address === '' ? {} : { ip: act.address.slice(0, 45) }),
      ...facts,
    })
  return async (act, work) => {
    try {
      const { done } = await backbone.transact(async (transaction) => {
        const { result, ...facts } = await work(transaction)
        return { done: result, events: [recorded(act, 'done', facts)] }
      })
      return done
    } catch (error) {
      const outcome = error instanceof CallerError ? 'refused' : 'failed'
      const after = { code: error instanceof CallerError ? error.code : 'INTERNAL_ERROR' }
      const told = backbone.transact(async () => ({ events: [recorded(act, outcome, { after })] }))
      // Whoever asked is told why the act failed, whether that could be written down or not.
      await told.catch(() => undefined)
      throw error
    }
  }
}

export const hashOf = (content: Buffer): string =>
  `sha256:${createHash('sha256').update(content).digest('hex')}`
