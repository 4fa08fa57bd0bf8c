// Knows whether the mail server is there. While it is away nothing is sent, and it is asked less and less often.
import type { Logger } from '@eventflow/runtime'
import type { DeliveryMetrics } from '../send-deliveries/delivery-metrics.js'
import type { Smtp } from './smtp.js'

export interface ServerWatch {
  isAway(): boolean
  /** Asks the server now. */
  isThere(): Promise<boolean>
  /** Asks the server if it is away and was not asked for a while. */
  lookAgain(): Promise<void>
}

interface WatchParts {
  smtp: Pick<Smtp, 'check'>
  logger: Logger
  metrics: Pick<DeliveryMetrics, 'serverUp'>
}

const probeFirstMs = 500
const probeAtMostMs = 30_000

export function serverWatch({ smtp, logger, metrics }: WatchParts): ServerWatch {
  let waitMs = probeFirstMs
  let nextProbeMs: number | undefined
  metrics.serverUp.set(1)

  const wentAway = (error: unknown) => {
    if (nextProbeMs === undefined) {
      logger.error('the mail server is away: mails wait', { error })
      metrics.serverUp.set(0)
      waitMs = probeFirstMs
    }
    nextProbeMs = Date.now() + waitMs
    waitMs = Math.min(waitMs * 2, probeAtMostMs)
  }

  const cameBack = () => {
    if (nextProbeMs !== undefined) logger.info('the mail server is back')
    nextProbeMs = undefined
    metrics.serverUp.set(1)
  }

  const isThere = async () => {
    try {
      await smtp.check()
      cameBack()
      return true
    } catch (error) {
      wentAway(error)
      return false
    }
  }

  return {
    isAway: () => nextProbeMs !== undefined,
    isThere,
    lookAgain: async () => {
      if (nextProbeMs !== undefined && Date.now() >= nextProbeMs) await isThere()
    },
  }
}
