// The limits of outbox-to-handled: the statements of one side alone, by the driver alone, at as many connections.
import { toMessage } from '@eventflow/backbone'
import { createSealer, newId } from '@eventflow/runtime'
import { throwAwayDatabase } from '@eventflow/testing'
import { Client } from 'pg'
import type { Sample } from '../row.js'
import { createTally } from '../tally.js'
import { contend } from './contending.js'
import { parcelOf } from './parcel.js'
import { connections, ParcelSent } from './parcel-platform.js'
import { rateOf, timed } from './spent.js'

const tables = `
  create table parcels (number bigint primary key, parcel_id uuid not null, note text not null);
  create table deeds (number bigint not null, parcel_id uuid not null, note text not null);
  create table outbox (
    id uuid primary key, position bigint generated always as identity unique, type text not null, key text not null,
    exchange text not null, properties jsonb not null, body bytea not null, written_at timestamptz not null default now());
  create table inbox (
    consumer text, message_id text, type text not null, handled_at timestamptz not null default now(),
    primary key (consumer, message_id))`

const message = toMessage(
  ParcelSent(parcelOf(1)),
  {
    service: 'desk',
    exchange: 'desk.events',
    sealer: createSealer([Buffer.alloc(32)]),
    isConsumed: () => true,
  },
  {
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    correlationId: newId(),
    written: [],
  },
)
const properties = JSON.stringify(message.properties)

type Work = (client: Client, number: number) => Promise<unknown>

/** Row and outbox row in one statement, which the server has parsed before. */
const write: Work = (client, number) => {
  const { parcelId, note } = parcelOf(number)
  return client.query({
    name: 'write',
    text: `with row as (insert into parcels (number, parcel_id, note) values ($1, $2, $3))
      insert into outbox (id, type, key, exchange, properties, body) values ($4, $5, $6, $7, $8, $9)`,
    values: [
      number,
      parcelId,
      note,
      newId(),
      message.type,
      parcelId,
      message.exchange,
      properties,
      message.body,
    ],
  })
}

/** Inbox row and effect in one transaction: what a handler that publishes nothing needs at the least. */
const handle: Work = async (client, number) => {
  const { parcelId, note } = parcelOf(number)
  await client.query('begin')
  const seen = 'insert into inbox (consumer, message_id, type) values ($1, $2, $3) on conflict do nothing'
  await client.query({ name: 'seen', text: seen, values: ['depot', newId(), message.type] })
  const deed = 'insert into deeds (number, parcel_id, note) values ($1, $2, $3)'
  await client.query({ name: 'deed', text: deed, values: [number, parcelId, note] })
  await client.query('commit')
}

const works: Readonly<Record<string, Work>> = { write, handle }

async function main(name: string): Promise<void> {
  const work = works[name]
  if (!work) throw new Error(`there is no work "${name}"`)
  const database = await throwAwayDatabase('bare')
  const clients = Array.from({ length: connections }, () => new Client({ connectionString: database.url }))
  for (const client of clients) await client.connect()
  await clients[0]?.query(tables)
  let next = 0
  const measure = async (seconds: number): Promise<Sample> => {
    const tally = createTally()
    const endsAt = performance.now() + seconds * 1_000
    const one = async (client: Client) => {
      while (performance.now() < endsAt) {
        const number = next++
        tally.sent(number)
        await work(client, number)
        tally.handled(number)
      }
    }
    const spent = await timed(() => Promise.all(clients.map(one)))
    await clients[0]?.query('truncate parcels, deeds, outbox, inbox')
    return {
      ...rateOf(spent, tally.count()),
      p50Ms: tally.percentileMs(50),
      p99Ms: tally.percentileMs(99),
    }
  }
  await contend({
    measure,
    close: async () => {
      for (const client of clients) await client.end()
      await database.drop()
    },
  })
}

void main(process.argv[2] ?? 'write')
