// Peer kafkajs on Kafka: Express takes a batch, a producer waits for all replicas, and a consumer stores what comes, batch by batch.
import { randomUUID } from 'node:crypto'
import express from 'express'
import { Kafka, logLevel } from 'kafkajs'

export async function open({ broker, store }) {
  const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.ERROR })
  const topic = `activities-${randomUUID()}`
  const admin = kafka.admin()
  await admin.connect()
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }] })
  const producer = kafka.producer({ allowAutoTopicCreation: false })
  const consumer = kafka.consumer({ groupId: topic, maxWaitTimeInMs: 50 })
  await Promise.all([producer.connect(), consumer.connect()])
  await consumer.subscribe({ topic, fromBeginning: true })
  await consumer.run({
    eachBatch: ({ batch }) => store(batch.messages.map(({ value }) => JSON.parse(value.toString()))),
  })
  const app = express()
  app.post('/activities', express.json({ limit: '1mb' }), async (request, response) => {
    const { activities } = request.body
    const messages = activities.map((one) => ({ value: JSON.stringify(one) }))
    await producer.send({ topic, acks: -1, messages })
    response.status(202).json({ accepted: activities.length })
  })
  const server = await new Promise((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening))
  })
  return {
    url: `http://127.0.0.1:${server.address().port}/activities`,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await Promise.all([producer.disconnect(), consumer.disconnect(), admin.disconnect()])
    },
  }
}
