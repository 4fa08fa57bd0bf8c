// Ours of outbox-backlog: fills the outbox while the broker cannot be reached, then times the relay until the outbox is empty.
import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { throwAwayBroker, throwAwayDatabase } from '@eventflow/testing'
import { Client } from 'pg'
import { type Backlog, rowsIn } from './backlog.js'
import { connected } from './connected.js'
import { contend } from './contending.js'
import { parcelOf } from './parcel.js'
import { openParcelService, ParcelSent, parcelTopology } from './parcel-platform.js'
import { rateOf, timed } from './spent.js'
import { takeParcels } from './take-parcels.js'

const eventsPerTransaction = 500
const drainedWithinMs = 120_000
const lookEveryMs = 10
/** Nobody listens there. */
const nowhere = 'amqp://127.0.0.1:9/nowhere'

type OpenDesk = (url: string) => ReturnType<typeof openParcelService>

async function main(): Promise<void> {
  const broker = await throwAwayBroker(parcelTopology())
  const database = await throwAwayDatabase('desk')
  const looking = new Client({ connectionString: database.url })
  await looking.connect()
  const values = {
    SEALING_KEY: randomBytes(32).toString('base64'),
    DATABASE_URL: database.url,
    OUTBOX_POLL_MS: '10',
  }
  const openDesk: OpenDesk = (url) =>
    openParcelService({ service: 'desk', values: { ...values, RABBITMQ_URL: url } })
  let from = 0

  const measure = async (seconds: number) => {
    const count = rowsIn(seconds)
    await fill(openDesk, { from, count })
    const isDrained = await watchOutbox(looking)
    const { backbone, close } = await openDesk(broker.urlFor('desk'))
    await connected(backbone)
    const spent = await timed(() => until(isDrained))
    await close()
    await looking.query('truncate outbox')
    const counts = await takeParcels(broker.adminUrl, { from, count })
    from += count
    return { ...rateOf(spent, count), ...counts }
  }

  await contend({
    measure,
    close: async () => {
      await looking.end()
      await database.drop()
      await broker.drop()
    },
  })
}

async function fill(openDesk: OpenDesk, { from, count }: Backlog): Promise<void> {
  const { backbone, close } = await openDesk(nowhere)
  for (let next = from; next < from + count; next += eventsPerTransaction) {
    const size = Math.min(eventsPerTransaction, from + count - next)
    const events = Array.from({ length: size }, (_, index) => ParcelSent(parcelOf(next + index)))
    await backbone.transact(async () => ({ events }))
  }
  await close()
}

/** The row that was written last leaves last, and looking for it costs nothing. */
async function watchOutbox(looking: Client): Promise<() => Promise<boolean>> {
  const last = await looking.query<{ id: string }>('select id from outbox order by position desc limit 1')
  return async () => {
    const left = await looking.query('select 1 from outbox where id = $1', [last.rows[0]?.id])
    return left.rowCount === 0 && (await looking.query('select 1 from outbox limit 1')).rowCount === 0
  }
}

async function until(isDrained: () => Promise<boolean>): Promise<void> {
  const endsAt = performance.now() + drainedWithinMs
  while (!(await isDrained())) {
    if (performance.now() > endsAt) throw new Error('the outbox was not drained in time')
    await pause(lookEveryMs)
  }
}

void main()
