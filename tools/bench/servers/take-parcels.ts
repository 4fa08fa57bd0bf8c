// Empties the queue of the depot and compares what it held with what should have been there.
import { setTimeout as pause } from 'node:timers/promises'
import { connect } from 'amqplib'
import type { Backlog } from './backlog.js'
import type { Parcel } from './parcel.js'

const quietMs = 300
const withinMs = 60_000

/** Takes until as many came as were sent and the queue has been quiet for a while. */
export async function takeParcels(url: string, sent: Backlog): Promise<{ lost: number; doubled: number }> {
  const connection = await connect(url)
  const channel = await connection.createChannel()
  const seen = new Set<number>()
  let count = 0
  let latestAt = performance.now()
  await channel.prefetch(2_000)
  await channel.consume('depot', (message) => {
    if (!message) return
    const { number } = JSON.parse(message.content.toString()) as Parcel
    count++
    latestAt = performance.now()
    if (number >= sent.from && number < sent.from + sent.count) seen.add(number)
    channel.ack(message)
  })
  const endsAt = performance.now() + withinMs
  const isDone = () => seen.size >= sent.count && performance.now() - latestAt > quietMs
  while (!isDone() && performance.now() < endsAt) await pause(20)
  await connection.close()
  return { lost: sent.count - seen.size, doubled: count - seen.size }
}
