// The desk of this process and the depot of another, each with its database: parcels in here, handled there, and counted in both.
import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { environment } from '@eventflow/runtime'
import { throwAwayBroker, throwAwayDatabase } from '@eventflow/testing'
import { Client } from 'pg'
import { createTally, type Tally } from '../tally.js'
import { startDepot } from './depot-child.js'
import { parcelOf } from './parcel.js'
import { openParcelService, ParcelSent, parcelTopology } from './parcel-platform.js'
import { type Usage, usage } from './usage.js'

export interface Desk {
  /** Writes a row with its event; resolves at the commit. */
  write(): Promise<void>
  /** Since the last settling. */
  tally(): Tally
  /** Resolves when the depot has told of what it did next. */
  heard(): Promise<void>
  /** Of both processes. */
  usage(): Usage
  /** Waits for the last message, compares the tables of both sides, and empties them. */
  settle(): Promise<{ lost: number; doubled: number }>
  close(): Promise<void>
}

const stragglersWithinMs = 30_000
const table = 'create table parcels (number bigint primary key, parcel_id uuid not null, note text not null)'

/** One clock for both processes, finer than a millisecond. */
const clock = () => performance.timeOrigin + performance.now()

export async function openDesk(): Promise<Desk> {
  const broker = await throwAwayBroker(parcelTopology())
  const databases = { desk: await throwAwayDatabase('desk'), depot: await throwAwayDatabase('depot') }
  const sealingKey = randomBytes(32).toString('base64')
  const valuesOf = (service: 'desk' | 'depot') => ({
    SEALING_KEY: sealingKey,
    DATABASE_URL: databases[service].url,
    RABBITMQ_URL: broker.urlFor(service),
  })
  let tally = createTally(clock)
  const waiting: Array<() => void> = []
  const depot = await startDepot({ ...environment(), ...valuesOf('depot') }, (handled) => {
    for (const [number, atMs] of handled) tally.handled(number, atMs)
    for (const wake of waiting.splice(0)) wake()
  })
  const desk = await openParcelService({ service: 'desk', values: valuesOf('desk'), table })
  const depotDatabase = new Client({ connectionString: databases.depot.url })
  await depotDatabase.connect()
  let next = 0

  return {
    write: async () => {
      const parcel = parcelOf(next++)
      tally.sent(parcel.number)
      await desk.backbone.transact(async (transaction) => {
        const statement = 'insert into parcels (number, parcel_id, note) values ($1, $2, $3)'
        await transaction.query(statement, [parcel.number, parcel.parcelId, parcel.note])
        return { events: [ParcelSent(parcel)] }
      })
      tally.sentOnlyNow(parcel.number)
    },
    tally: () => tally,
    heard: () => new Promise((resolve) => waiting.push(resolve)),
    usage: () => together(usage(), depot.usage()),
    settle: async () => {
      const patientUntil = Date.now() + stragglersWithinMs
      while (tally.missing() > 0 && Date.now() < patientUntil) await pause(20)
      tally = createTally(clock)
      const [written] = (await desk.database.reader.query('select count(*)::int as count from parcels')) as [
        { count: number },
      ]
      const { rows } = await depotDatabase.query<{ count: number; different: number }>(
        'select count(*)::int as count, count(distinct number)::int as different from deeds',
      )
      await desk.database.reader.query('truncate parcels')
      await depotDatabase.query('truncate deeds')
      const { count = 0, different = 0 } = rows[0] ?? {}
      return { lost: written.count - different, doubled: count - different }
    },
    close: async () => {
      await depotDatabase.end()
      await Promise.all([desk.close(), depot.close()])
      await Promise.all(Object.values(databases).map((database) => database.drop()))
      await broker.drop()
    },
  }
}

const together = (one: Usage, other: Usage): Usage => ({
  cpuMicros: one.cpuMicros + other.cpuMicros,
  memoryMb: one.memoryMb + other.memoryMb,
})
