// Acknowledges in runs: the broker is told once that everything up to a message is done, instead of for each message.
import { type Channel, type ConsumeMessage, IllegalOperationError } from 'amqplib'

export interface Acks {
  /** A message came; messages of one channel come in the order of their tags. */
  took(message: ConsumeMessage): void
  ack(message: ConsumeMessage): void
  /** To the dead letters, or back into the queue. */
  refuse(message: ConsumeMessage, fate: 'reject' | 'again'): void
  /** Says at once what has not been said yet. */
  flush(): void
}

/** How long a message that is done waits for an earlier one that is not, before it is acknowledged by itself. */
const stragglerMs = 20

type State = 'open' | 'done' | 'said'

export function createAcks(channel: Channel): Acks {
  const states = new Map<number, State>()
  let scheduled: NodeJS.Immediate | undefined
  let straggling: NodeJS.Timeout | undefined

  const say = (tag: number, allUpTo: boolean) => {
    try {
      channel.ack({ fields: { deliveryTag: tag } } as ConsumeMessage, allUpTo)
    } catch (error) {
      // By a channel that closed meanwhile nothing can be said; the broker gives the messages out again.
      if (!(error instanceof IllegalOperationError)) throw error
    }
  }

  /** Everything up to the first message that is still open. The tag named must be one that the broker waits for. */
  const sayRun = () => {
    let last: number | undefined
    for (const [tag, state] of states) {
      if (state === 'open') break
      if (state === 'done') last = tag
      states.delete(tag)
    }
    if (last !== undefined) say(last, true)
  }

  const sayStragglers = () => {
    straggling = undefined
    sayRun()
    for (const [tag, state] of states) {
      if (state !== 'done') continue
      states.set(tag, 'said')
      say(tag, false)
    }
  }

  const sayScheduled = () => {
    scheduled = undefined
    sayRun()
    if (states.size > 0) straggling ??= setTimeout(sayStragglers, stragglerMs)
  }

  return {
    took: ({ fields }) => void states.set(fields.deliveryTag, 'open'),
    ack: ({ fields }) => {
      states.set(fields.deliveryTag, 'done')
      scheduled ??= setImmediate(sayScheduled)
    },
    refuse: (message, fate) => {
      states.set(message.fields.deliveryTag, 'said')
      try {
        channel.nack(message, false, fate === 'again')
      } catch (error) {
        if (!(error instanceof IllegalOperationError)) throw error
      }
    },
    flush: () => {
      clearImmediate(scheduled)
      clearTimeout(straggling)
      scheduled = undefined
      sayStragglers()
    },
  }
}
