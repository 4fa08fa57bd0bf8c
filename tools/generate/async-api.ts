// The AsyncAPI 3 document: which service sends and receives which event, over which exchange.
import { avroSchemaOf, eventExchange, type Platform } from '@eventflow/backbone'
import type { AnyContract } from '@eventflow/contracts'

type Json = Record<string, unknown>

const channelName = (service: string, { type }: AnyContract): string => `${service}/${type}`

/** An event of `any` producer has a channel for each service that publishes. */
const producersOf = ({ producer }: AnyContract, { services }: Platform): readonly string[] =>
  producer === 'any' ? services : [producer]

export function asyncApiOf(platform: Platform): Json {
  const pairs = platform.contracts.flatMap((contract) =>
    producersOf(contract, platform).map((service) => ({ service, contract })),
  )
  return {
    asyncapi: '3.0.0',
    info: { title: 'EventFlow events', version: '1.0.0', license: { name: 'MIT' } },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(
      pairs.map(({ service, contract }) => [channelName(service, contract), channelOf(service, contract)]),
    ),
    operations: Object.fromEntries([
      ...pairs.map(({ service, contract }) => [
        `${service}.send.${contract.type}`,
        operation('send', service, contract),
      ]),
      ...platform.consumers.flatMap((consumer) =>
        consumer.contracts.flatMap((contract) =>
          producersOf(contract, platform).map((service) => [
            `${consumer.queue}.receive.${contract.type}${contract.producer === 'any' ? `.from.${service}` : ''}`,
            { ...operation('receive', service, contract), 'x-eventflow-queue': consumer.queue },
          ]),
        ),
      ),
    ]),
    components: {
      messages: Object.fromEntries(
        platform.contracts.map((contract) => [contract.type, messageOf(contract)]),
      ),
    },
  }
}

const channelOf = (service: string, { type }: AnyContract): Json => ({
  address: type,
  messages: { [type]: { $ref: `#/components/messages/${type}` } },
  bindings: {
    amqp: {
      is: 'routingKey',
      exchange: { name: eventExchange(service), type: 'topic', durable: true },
      bindingVersion: '0.3.0',
    },
  },
})

const pointer = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

const operation = (action: 'send' | 'receive', service: string, contract: AnyContract): Json => ({
  action,
  channel: { $ref: `#/channels/${pointer(channelName(service, contract))}` },
})

/** AsyncAPI has one content type a message; ours travels in either, as the exchange is configured, and is read in both. */
function messageOf(contract: AnyContract): Json {
  const { type, version, key, sequence, persons, sealed, jsonSchema, earlier, examples } = contract
  const { schema, fingerprint } = avroSchemaOf(contract)
  const older = Object.keys(earlier).map(Number)
  return {
    name: type,
    title: type,
    contentType: 'application/json',
    payload: jsonSchema,
    examples: examples.map((payload) => ({ payload })),
    'x-eventflow-version': version,
    ...(older.length === 0 ? {} : { 'x-eventflow-earlier-versions': older }),
    'x-eventflow-key': key,
    ...(sequence === undefined ? {} : { 'x-eventflow-sequence': sequence }),
    ...(persons.length === 0 ? {} : { 'x-eventflow-persons': persons }),
    ...(sealed.length === 0 ? {} : { 'x-eventflow-sealed': sealed }),
    'x-eventflow-avro': { contentType: 'avro/binary', fingerprint, schema },
  }
}
