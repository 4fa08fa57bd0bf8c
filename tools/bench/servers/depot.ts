// The handling half of outbox-to-handled: writes a row for each parcel, and tells the desk what is committed.
import { reaction } from '@eventflow/backbone'
import { environment } from '@eventflow/runtime'
import type { Database, Transaction } from '@eventflow/runtime/database'
import { openParcelService, ParcelSent } from './parcel-platform.js'
import { type Usage, usage } from './usage.js'

/** What the depot tells the desk: the numbers that were handled, and when. */
export interface DepotReport {
  handled: Array<[number: number, atMs: number]>
  usage: Usage
}

const reportEveryMs = 20

/** Nothing in it is unique, so that a parcel handled twice leaves two rows. */
const table = 'create table deeds (number bigint not null, parcel_id uuid not null, note text not null)'

async function main(): Promise<void> {
  let handled: DepotReport['handled'] = []
  const inHand = new WeakMap<Transaction, number[]>()

  /** Handled is what is committed, so it is counted around the transaction and not in the reaction. */
  const watched = (database: Database): Database => ({
    ...database,
    transaction: async (work) => {
      const numbers: number[] = []
      const done = await database.transaction((transaction) => {
        inHand.set(transaction, numbers)
        return work(transaction)
      })
      const atMs = performance.timeOrigin + performance.now()
      for (const number of numbers) handled.push([number, atMs])
      return done
    },
  })

  const depot = await openParcelService({ service: 'depot', values: environment(), table, around: watched })
  await depot.backbone.consume([
    reaction(ParcelSent, async ({ data, transaction }) => {
      const { number, parcelId, note } = data
      await transaction.query('insert into deeds (number, parcel_id, note) values ($1, $2, $3)', [
        number,
        parcelId,
        note,
      ])
      inHand.get(transaction)?.push(number)
      return []
    }),
  ])
  setInterval(() => {
    const report: DepotReport = { handled, usage: usage() }
    handled = []
    process.send?.(report)
  }, reportEveryMs)
  const end = () => void depot.close().finally(() => process.exit(0))
  process.once('SIGTERM', end)
  process.once('disconnect', end)
}

void main()
