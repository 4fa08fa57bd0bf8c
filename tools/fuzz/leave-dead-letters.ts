// Leaves some dead letters on a stack of our own, so that the calls about them meet any.
import { randomUUID } from 'node:crypto'
import { eventExchange } from '@eventflow/backbone'
import { connect } from 'amqplib'

const letters = 20
const type = 'user.registered'

/** Events that everybody who hears of a registration cannot read. */
export async function leaveDeadLetters(adminUrl: string): Promise<void> {
  const connection = await connect(adminUrl, { timeout: 5_000 })
  const channel = await connection.createConfirmChannel()
  for (let number = 0; number < letters; number++) {
    const body = Buffer.from(JSON.stringify({ userId: number, email: `fuzz.${number}@example.test` }))
    channel.publish(eventExchange('auth'), type, body, {
      type,
      messageId: randomUUID(),
      contentType: 'application/json',
    })
  }
  await channel.waitForConfirms()
  await connection.close()
}
