// Asks a broker about its queues at this moment; the management interface tells what it was seconds ago.
import { type Channel, connect, type Replies } from 'amqplib'

/** A channel on the first of the addresses, closed when the work is done. */
export async function withChannel<T>(
  [adminUrl = '']: readonly string[],
  work: (channel: Channel) => Promise<T>,
): Promise<T> {
  const connection = await connect(adminUrl)
  try {
    return await work(await connection.createChannel())
  } finally {
    await connection.close()
  }
}

export const queueAt = (adminUrls: readonly string[], queue: string): Promise<Replies.AssertQueue> =>
  withChannel(adminUrls, (channel) => channel.checkQueue(queue))
