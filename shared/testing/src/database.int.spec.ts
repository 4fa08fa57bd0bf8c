import assert from 'node:assert/strict'
import { createLogger } from '@eventflow/runtime'
import { type Database, openDatabase, type Schema } from '@eventflow/runtime/database'
import { Client } from 'pg'
import { eventually } from './eventually.js'
import { type ThrowAway, throwAwayDatabase } from './stack.js'

const logger = createLogger('harbour', 'silent')

type Migration = Schema['migrations'][number]

/** What stands in services as a class, made from its statements. */
function migration(name: string, ...statements: string[]): Migration {
  function Migrating() {
    return {
      name,
      up: async (runner: { query(sql: string): Promise<unknown> }) => {
        for (const statement of statements) await runner.query(statement)
      },
      down: async () => undefined,
    }
  }
  return Migrating as unknown as Migration
}

const createShips = migration('CreateShips1700000000000', 'create table ships (name text primary key)')
const breakHalfway = migration('BreakHalfway1700000000001', 'create table boats ()', 'select * from nowhere')

describe('a database', () => {
  let place: ThrowAway
  let opened: Database[]

  beforeEach(async () => {
    place = await throwAwayDatabase('runtime')
    opened = []
  })

  afterEach(async () => {
    await Promise.all(opened.map((database) => database.close()))
    await place.drop()
  })

  const open = async (migrations: Schema['migrations'], statementTimeoutMs = 5_000): Promise<Database> => {
    const config = { url: place.url, poolSize: 3, statementTimeoutMs }
    const database = await openDatabase(config, { entities: [], migrations, logger })
    opened.push(database)
    return database
  }

  const asSuperuser = async <T>(work: (client: Client) => Promise<T>): Promise<T> => {
    const client = new Client({ connectionString: place.url })
    await client.connect()
    try {
      return await work(client)
    } finally {
      await client.end()
    }
  }

  const ships = async ({ reader }: Database) =>
    (await reader.query<Array<{ name: string }>>('select name from ships order by name')).map(
      ({ name }) => name,
    )

  it('is migrated once by replicas that start at the same time', async () => {
    const replicas = await Promise.all(Array.from({ length: 6 }, () => open([createShips])))
    assert.deepEqual(await Promise.all(replicas.map(ships)), Array(6).fill([]))
    const [first] = replicas
    assert.deepEqual(await first?.reader.query('select name from migrations'), [
      { name: 'CreateShips1700000000000' },
    ])
  })

  it('is waited for by a replica while another one migrates for longer than a statement may run', async () => {
    await asSuperuser(async (other) => {
      await other.query('select pg_advisory_lock(7314001)')
      const opening = open([createShips], 200)
      // The lock is let go only when it was waited for longer than the limit of a statement.
      await eventually(async () => {
        const { rows } = await other.query(
          `select 1 from pg_stat_activity
           where wait_event = 'advisory' and datname = current_database() and now() - query_start > interval '600 ms'`,
        )
        assert.equal(rows.length, 1)
      })
      await other.query('select pg_advisory_unlock(7314001)')
      assert.deepEqual(await ships(await opening), [])
    })
  })

  it('keeps its limit for statements after the migration', async () => {
    const database = await open([createShips], 200)
    const tries = await Promise.allSettled(
      Array.from({ length: 6 }, () => database.reader.query('select pg_sleep(2)')),
    )
    assert.deepEqual(
      tries.map(({ status }) => status),
      Array(6).fill('rejected'),
    )
  })

  it('has nothing of a migration that broke halfway, and lets the next one try', async () => {
    await assert.rejects(open([createShips, breakHalfway]), /nowhere/)
    const database = await open([createShips])
    assert.deepEqual(await database.reader.query("select to_regclass('boats') as boats"), [{ boats: null }])
  })

  it('commits when the work resolves, and rolls back when it throws', async () => {
    const database = await open([createShips])
    const answer = await database.transaction(async (transaction) => {
      await transaction.query("insert into ships values ('Fram')")
      return 'launched'
    })
    assert.equal(answer, 'launched')
    await assert.rejects(
      database.transaction(async (transaction) => {
        await transaction.query("insert into ships values ('Maud')")
        throw new Error('a hole in the hull')
      }),
      /a hole in the hull/,
    )
    assert.deepEqual(await ships(database), ['Fram'])
  })

  it('tells the failure of a statement that nobody waited for, and has committed nothing then', async () => {
    const database = await open([createShips])
    const launch = { name: 'launch', text: 'insert into ships (name) values ($1)' }
    const launchTwice = database.transaction(async (transaction) => {
      await transaction.query(`insert into ships (name) values ('ark')`)
      void database.run(transaction, launch, ['ark'])
    })
    await assert.rejects(launchTwice, /duplicate key/)
    assert.deepEqual(await ships(database), [])
    await database.transaction(async (transaction) => void database.run(transaction, launch, ['argo']))
    assert.deepEqual(await ships(database), ['argo'])
  })

  it('begins a savepoint where TypeORM wants a transaction inside of one', async () => {
    const database = await open([createShips])
    await database.transaction(async (transaction) => {
      await transaction.query(`insert into ships (name) values ('ark')`)
      const inner = transaction.transaction((within) =>
        within.query(`insert into ships (name) values ('ark')`),
      )
      await assert.rejects(inner, /duplicate key/)
    })
    assert.deepEqual(await ships(database), ['ark'])
  })

  it('tells other processes what a transaction said, once it has committed', async () => {
    const [one, other] = [await open([createShips]), await open([createShips])]
    let heard = 0
    const listening = other.listen('harbour_news', () => heard++)
    const tell = () => one.transaction((transaction) => one.notify(transaction, 'harbour_news'))
    const listeners = `select 1 from pg_stat_activity where query = 'listen harbour_news' and state = 'idle'`
    await eventually(async () => assert.equal((await one.reader.query(listeners)).length, 1))
    await assert.rejects(
      one.transaction(async (transaction) => {
        await one.notify(transaction, 'harbour_news')
        throw new Error('no news')
      }),
    )
    assert.equal(heard, 0)
    await tell()
    await eventually(() => assert.equal(heard, 1))
    await listening.close()
  })

  it('is ready while it answers, and goes on by itself after all its connections were cut', async () => {
    const database = await open([createShips])
    await database.dependency?.check()
    await asSuperuser((other) =>
      other.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()`,
      ),
    )
    await eventually(async () => assert.deepEqual(await ships(database), []))
    await database.dependency?.check()
  })

  it('says at once what is wrong with its address or password, instead of waiting', async () => {
    const wrong = new URL(place.url)
    wrong.password = 'wrong'
    const config = { url: wrong.href, poolSize: 2, statementTimeoutMs: 1_000 }
    const startedAt = Date.now()
    await assert.rejects(openDatabase(config, { entities: [], migrations: [], logger }), { code: '28P01' })
    assert.ok(Date.now() - startedAt < 3_000)
  })

  it('has a statement that comes again parsed once for each connection, and no other', async () => {
    const database = await open([createShips])
    const prepared = await database.transaction(async (transaction) => {
      const ask = async () => {
        const found: unknown[] = await transaction.query(
          "select 1 from pg_prepared_statements where statement like 'select name from ships where name = %'",
        )
        return found.length
      }
      const counts: number[] = []
      for (let time = 1; time <= 8; time++) {
        await transaction.query('select name from ships where name = $1', [`ship ${time}`])
        counts.push(await ask())
      }
      return counts
    })
    assert.deepEqual(prepared, [0, 0, 0, 0, 1, 1, 1, 1])
  })

  it('goes on with a statement that was parsed before its table changed, after one failure at the most', async () => {
    const database = await open([createShips])
    const ask = () => database.reader.query('select * from ships where name <> $1', ['Fram'])
    for (let time = 0; time < 10; time++) await ask()
    await asSuperuser((other) => other.query('alter table ships add column masts integer'))
    await assert.rejects(ask, /cached plan must not change result type/)
    for (let time = 0; time < 10; time++) await ask()
  })
})
