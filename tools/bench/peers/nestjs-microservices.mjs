// Peer @nestjs/microservices: its RabbitMQ client and server without pipes, guards and interceptors, which only add to the cost.
import 'reflect-metadata'
import { Logger } from '@nestjs/common'
import { ClientRMQ, ServerRMQ } from '@nestjs/microservices'
import { lastValueFrom } from 'rxjs'

const pattern = 'parcel.sent'

export async function open({ url, queue, window, handle }) {
  Logger.overrideLogger(['error'])
  const shared = {
    urls: [url],
    queue,
    noAssert: true,
    queueOptions: { durable: true },
    prefetchCount: window,
  }
  const server = new ServerRMQ({ ...shared, noAck: false })
  const onEvent = async (parcel, context) => {
    handle(parcel)
    context.getChannelRef().ack(context.getMessage())
  }
  server.addHandler(pattern, onEvent, true)
  await new Promise((resolve, reject) => server.listen((error) => (error ? reject(error) : resolve())))
  const client = new ClientRMQ({ ...shared, persistent: true })
  await client.connect()
  return {
    publish: (parcel) => lastValueFrom(client.emit(pattern, parcel), { defaultValue: undefined }),
    close: async () => {
      await client.close()
      await server.close()
    },
  }
}
