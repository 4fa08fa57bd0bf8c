// A platform small enough for specs of the backbone: a desk sends parcels, a depot stores them, a ledger keeps count.
import { type Happening, type Platform, type Reaction, reaction } from '@eventflow/backbone'
import { defineEvent, integer, optional, prose, uuid } from '@eventflow/contracts'
import type { Database } from '@eventflow/runtime/database'

const parcelId = '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12'

export const ParcelSent = defineEvent({
  type: 'parcel.sent',
  version: 1,
  producer: 'desk',
  key: 'parcelId',
  schema: { parcelId: uuid(), number: integer(0), note: optional(prose(200_000)) },
  examples: [{ parcelId, number: 1 }],
})

/** Nobody consumes it. */
export const ParcelAnnounced = defineEvent({
  type: 'parcel.announced',
  version: 1,
  producer: 'desk',
  key: 'parcelId',
  schema: { parcelId: uuid() },
  examples: [{ parcelId }],
})

export const ParcelLost = defineEvent({
  type: 'parcel.lost',
  version: 1,
  producer: 'desk',
  key: 'parcelId',
  schema: { parcelId: uuid() },
  examples: [{ parcelId }],
})

export const ParcelStored = defineEvent({
  type: 'parcel.stored',
  version: 1,
  producer: 'depot',
  key: 'parcelId',
  schema: { parcelId: uuid() },
  examples: [{ parcelId }],
})

export const ParcelRefused = defineEvent({
  type: 'parcel.refused',
  version: 1,
  producer: 'depot',
  key: 'parcelId',
  schema: { parcelId: uuid() },
  examples: [{ parcelId }],
})

export const parcels: Platform = {
  services: ['desk', 'depot', 'ledger'],
  contracts: [ParcelSent, ParcelAnnounced, ParcelLost, ParcelStored, ParcelRefused],
  consumers: [
    { queue: 'depot', service: 'depot', contracts: [ParcelSent, ParcelLost] },
    { queue: 'ledger', service: 'ledger', contracts: [ParcelSent, ParcelStored] },
  ],
}

export interface Deed {
  message_id: string
  type: string
  parcel_id: string
  number: number
  attempt: number
}

/** Nothing in it is unique, so that a message handled twice leaves two rows. */
export const deedTable = `create table if not exists deeds (
  position bigint generated always as identity, message_id text, type text, parcel_id text, number integer, attempt integer)`

export async function keepDeed({
  data,
  envelope,
  transaction,
}: Happening<{ parcelId: string; number?: number }>) {
  await transaction.query(
    'insert into deeds (message_id, type, parcel_id, number, attempt) values ($1, $2, $3, $4, $5)',
    [envelope.id, envelope.type, data.parcelId, data.number ?? 0, envelope.attempt],
  )
  return []
}

/** What makes a service a keeper of parcels. */
export const keepsParcels = {
  tables: [deedTable],
  reactions: (): readonly Reaction[] => [reaction(ParcelSent, keepDeed)],
}

export const deedsIn = (database: Database): Promise<Deed[]> =>
  database.reader.query('select message_id, type, parcel_id, number, attempt from deeds order by position')
