// Asks the management interface of the broker, as a user who may look and no more.
import { addressesIn } from '@eventflow/runtime'
import { BrokerUnreachable } from './errors.js'

export interface BrokerQueue {
  name: string
  messages?: number
  messages_ready?: number
  messages_unacknowledged?: number
  consumers?: number
  message_stats?: Record<string, unknown>
  head_message_timestamp?: number | null
}

export interface Broker {
  queues(): Promise<BrokerQueue[]>
}

const callLimitMs = 5_000

export function brokerAt(monitoringUrl: string, amqpUrl: string): Broker {
  const address = new URL(monitoringUrl)
  const login = `${decodeURIComponent(address.username)}:${decodeURIComponent(address.password)}`
  const vhost = decodeURIComponent(new URL(addressesIn(amqpUrl)[0] ?? '').pathname.slice(1)) || '/'
  const list = `${address.origin}/api/queues/${encodeURIComponent(vhost)}`
  return {
    queues: async () => {
      try {
        const answer = await fetch(list, {
          headers: { authorization: `Basic ${Buffer.from(login).toString('base64')}` },
          signal: AbortSignal.timeout(callLimitMs),
          redirect: 'error',
        })
        if (!answer.ok) throw new Error(`it answered ${answer.status}`)
        return (await answer.json()) as BrokerQueue[]
      } catch (cause) {
        const { message } = cause as Error
        throw Object.assign(BrokerUnreachable({ retryAfterSeconds: 5 }), { cause: new Error(message) })
      }
    },
  }
}
