// The limit of single posts: Express as it comes, which parses the JSON and answers when the broker has confirmed it.
import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { throwAwayBroker } from '@eventflow/testing'
import { connect } from 'amqplib'
import express from 'express'
import { announce } from './listening.js'

async function main(): Promise<void> {
  // With the topology of the platform: the queue is the one that ours publishes into, with the same policies.
  const broker = await throwAwayBroker()
  const connection = await connect(broker.adminUrl)
  const channel = await connection.createConfirmChannel()
  const app = express()
  app.post('/v1/activities', express.json(), async (request, response) => {
    const id = randomUUID()
    const body = Buffer.from(JSON.stringify({ id, ...(request.body as object) }))
    await new Promise<void>((resolve, reject) => {
      const confirmed = (error: unknown) => (error ? reject(error) : resolve())
      channel.publish('', 'activity', body, { persistent: true }, confirmed)
    })
    response.status(202).json({ accepted: 1, results: [{ index: 0, id, status: 'accepted' }] })
  })
  const server = app.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo
    announce(`http://127.0.0.1:${port}`, () => broker.drop(), { token: 'none' })
  })
}

void main()
