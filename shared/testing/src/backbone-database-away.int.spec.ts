import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { reaction } from '@eventflow/backbone'
import { Client } from 'pg'
import { type BackboneUnderTest, backboneUnderTest, type StartedService } from './backbone-under-test.js'
import { eventually } from './eventually.js'
import { deedTable, keepDeed, ParcelLost, ParcelSent } from './parcels.js'
import { stackAddresses } from './stack.js'

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i)

describe('a database that goes away', () => {
  let stage: BackboneUnderTest
  let desk: StartedService
  let depot: StartedService
  let superuser: Client

  before(async () => {
    stage = await backboneUnderTest()
    desk = await stage.start('desk', { tables: [deedTable] })
    depot = await stage.start('depot', {
      tables: [
        deedTable,
        'create table once (parcel_id text, constraint one unique (parcel_id) deferrable initially deferred)',
      ],
      reactions: () => [
        reaction(ParcelSent, keepDeed),
        reaction(ParcelLost, async (happening) => {
          for (const parcelId of [happening.data.parcelId, happening.data.parcelId])
            await happening.transaction.query('insert into once (parcel_id) values ($1)', [parcelId])
          return keepDeed(happening)
        }),
      ],
    })
    superuser = new Client({ connectionString: stackAddresses().postgresUrl })
    await superuser.connect()
  })

  afterEach(async () => {
    await depot.database.reader.query('truncate deeds')
  })

  after(async () => {
    await superuser.end()
    await stage.close()
  })

  const nameOf = async (service: string) => new URL(await stage.databaseUrl(service)).pathname.slice(1)
  const terminate = async (service: string) =>
    superuser.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
      await nameOf(service),
    ])
  const write = (count: number) =>
    desk.backbone.transact(async () => ({
      events: upTo(count).map((number) => ParcelSent({ parcelId: randomUUID(), number })),
    }))
  const outcomes = (outcome: string) => depot.counted('eventflow_messages_total', { outcome })
  const handled = (count: number) =>
    eventually(
      async () => {
        const deeds = await depot.deeds()
        assert.ok(deeds.length >= count, `${deeds.length} of ${count}`)
        return deeds
      },
      { withinMs: 20_000 },
    )
  /** No attempt was spent, nothing was tried later, nothing was put aside. */
  const isUnspent = async (count: number) => {
    const deeds = await handled(count)
    assert.equal(deeds.length, count)
    assert.deepEqual([...new Set(deeds.map(({ attempt }) => attempt))], [1])
    assert.equal(await stage.waitingIn('depot.dead'), 0)
  }

  it('costs no message an attempt when it breaks its connections again and again', async () => {
    const retried = await outcomes('retried')
    for (const round of upTo(20)) {
      await write(25)
      await eventually(async () => assert.ok((await depot.deeds()).length > round * 5))
      await terminate('depot')
    }
    await isUnspent(500)
    assert.equal(await outcomes('retried'), retried)
  })

  it('costs no message an attempt when it takes no connections for two seconds', async () => {
    const name = await nameOf('depot')
    const retried = await outcomes('retried')
    await write(50)
    await handled(1)
    await superuser.query(`alter database ${name} allow_connections false`)
    const awayUntil = Date.now() + 2_000
    let written = 50
    while (Date.now() < awayUntil) {
      await terminate('depot')
      await write(10)
      written += 10
    }
    await superuser.query(`alter database ${name} allow_connections true`)
    await isUnspent(written)
    assert.equal(await outcomes('retried'), retried)
  })

  it('costs an attempt only what fails by itself, even if the database notices at the very end', async () => {
    const before = await outcomes('retried')
    await desk.backbone.transact(async () => ({ events: [ParcelLost({ parcelId: randomUUID() })] }))
    await eventually(async () => assert.equal(await outcomes('retried'), before + 1))
  })

  it('loses and invents no event of a writer: what stands in its tables is what was published', async () => {
    const outcomes = { kept: 0, refused: 0 }
    for (const number of upTo(300)) {
      const parcelId = randomUUID()
      const writing = desk.backbone.transact(async (transaction) => {
        await transaction.query('insert into deeds (parcel_id) values ($1)', [parcelId])
        return { events: [ParcelSent({ parcelId, number })] }
      })
      const breaking = number % 15 === 7 ? terminate('desk') : undefined
      await writing.then(
        () => outcomes.kept++,
        () => outcomes.refused++,
      )
      await breaking
    }
    const standing = await eventually(() => desk.deeds())
    assert.ok(standing.length >= outcomes.kept)
    await handled(standing.length)
    const published = (await depot.deeds()).map(({ parcel_id }) => parcel_id)
    assert.deepEqual(published.sort(), standing.map(({ parcel_id }) => parcel_id).sort())
  })
})
