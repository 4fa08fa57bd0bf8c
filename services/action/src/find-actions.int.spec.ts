import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { createLogger } from '@eventflow/runtime'
import { type Database, openDatabase } from '@eventflow/runtime/database'
import { throwAwayDatabase } from '@eventflow/testing'
import type { Action } from './action.js'
import { type ActionStore, actionStore, type Filters } from './action-store.js'
import { schema } from './schema.js'

/** Of one person as much as of three hundred others together; what is looked for is in one of some hundred rows. */
const written = `
  insert into actions (id, owner_id, kind, status, title, body, tags, due_at, visibility, version, created_at, updated_at)
  select gen_random_uuid(), case when n % 2 = 0 then $1::uuid else md5((n % 301)::text)::uuid end,
    case when n % 200 = 10 then 'journal' else 'task' end,
    case when n % 500 = 20 then 'completed' else 'open' end,
    'Note ' || n || case when n % 1000 = 0 then ' on the Difference Engine' else '' end,
    case when n % 1000 = 500 then 'Bernoulli numbers, by the analytical engine' end,
    case when n % 1000 = 30 then array['rare', 'paper'] else array['paper'] end,
    case when n % 4 = 0 then timestamptz '2027-01-01' + n * interval '1 minute' end,
    'private', 1, now(), now()
  from generate_series(1, $2::int) n`

describe('actions that are looked for', () => {
  const owner = randomUUID()
  const fewer = randomUUID()
  let database: Database
  let actions: ActionStore
  let drop: () => Promise<void>
  const statements: Array<[string, unknown[]]> = []

  before(async () => {
    const away = await throwAwayDatabase('find')
    drop = away.drop
    const config = { url: away.url, poolSize: 2, statementTimeoutMs: 30_000 }
    database = await openDatabase(config, { ...schema, logger: createLogger('action', 'silent') })
    await database.reader.query(written, [owner, 40_000])
    await database.reader.query(written, [fewer, 2_000])
    // Words and tags that were added since wait in a list, which a search would have to read.
    await database.reader.query('vacuum analyze actions')
    actions = actionStore(database)
    const { connection } = database.reader
    const logQuery = (sql: string, values: unknown[] = []) => void statements.push([sql, values])
    Object.assign(connection, { logger: { ...connection.logger, logQuery } })
  })

  after(async () => {
    await database.close()
    await drop()
  })

  const find = (filters: Filters, limit = 10_000) =>
    actions.find(owner, filters, { from: undefined, backwards: false, limit })
  const titles = async (query: string) => (await find({ query })).map(({ title, body }) => body ?? title)

  /** The indexes of the statement that the store itself sends for a page. */
  const indexesFor = async (filters: Filters) => {
    const last = await find(filters, 20)
    await actions.find(owner, filters, { from: [last.at(-1)?.id], backwards: false, limit: 20 })
    const [sql, values] = statements.findLast(([text]) => /FROM "actions"/.test(text)) ?? ['', []]
    return indexesOf(sql, values)
  }

  const indexesOf = async (sql: string, values: unknown[]) => {
    const [{ 'QUERY PLAN': plan }] = await database.reader.query(`explain (format json) ${sql}`, values)
    const text = JSON.stringify(plan)
    assert.ok(!text.includes('Seq Scan'), text)
    return [...text.matchAll(/"Index Name":"(\w+)"/g)].map(([, name]) => name)
  }

  it('are found by an index for each filter, also behind the first page', async () => {
    const wanted: Array<[Filters, string]> = [
      [{}, 'actions_of_owner'],
      [{ kind: 'journal' }, 'actions_by_kind'],
      [{ status: 'completed' }, 'actions_by_status'],
      [{ tag: 'rare' }, 'actions_by_label'],
      [{ dueBefore: '2027-01-01T02:00:00Z' }, 'actions_by_due'],
      [{ query: 'bernoulli' }, 'actions_by_word'],
    ]
    for (const [filters, index] of wanted)
      assert.deepEqual(await indexesFor(filters), [index], JSON.stringify(filters))
  })

  it('are found by an index of their own where somebody looks for what is due soon', async () => {
    const until = new Date('2027-01-01T01:00:00Z')
    const due = await database.transaction((transaction) => actions.claimDue(transaction, until, 5))
    assert.deepEqual(
      due.map(({ title }) => title),
      ['Note 4', 'Note 4', 'Note 8', 'Note 8', 'Note 12'],
    )
    const [sql, values] = statements.findLast(([text]) => text.includes('skip locked')) ?? ['', []]
    assert.ok((await indexesOf(sql, values)).includes('actions_due_untold'))
  })

  it('are those, and all of those, that every filter lets through, in any combination, the newest first', async () => {
    const list = (filters: Filters) =>
      actions.find(fewer, filters, { from: undefined, backwards: false, limit: 10_000 })
    const all = await list({})
    assert.equal(all.length, 1_000)
    const tests: Record<string, [Filters, (action: Action) => boolean]> = {
      kind: [{ kind: 'journal' }, ({ kind }) => kind === 'journal'],
      status: [{ status: 'open' }, ({ status }) => status === 'open'],
      tag: [{ tag: 'paper' }, ({ tags }) => tags.includes('paper')],
      due: [
        { dueBefore: '2027-01-01T12:00:00Z' },
        ({ dueAt }) => dueAt !== null && dueAt < new Date('2027-01-01T12:00:00Z'),
      ],
      query: [{ query: 'note -difference' }, ({ title }) => !title.includes('Difference')],
    }
    const names = Object.keys(tests)
    for (let chosen = 0; chosen < 2 ** names.length; chosen++) {
      const some = names.filter((_, at) => chosen & (2 ** at)).map((name) => tests[name] ?? assert.fail())
      const found = await list(Object.assign({}, ...some.map(([filters]) => filters)))
      const expected = all.filter((action) => some.every(([, passes]) => passes(action)))
      assert.deepEqual(idsOf(found), idsOf(expected))
    }
    assert.deepEqual(idsOf(all), idsOf(all).sort().reverse())
  })

  it('are found by whole words in titles and bodies, whatever their case, by phrases, alternatives and exclusions', async () => {
    assert.equal((await titles('ENGINE')).length, 80)
    assert.equal((await titles('engin')).length, 0)
    assert.equal((await titles('"difference engine"')).length, 40)
    assert.equal((await titles('"engine difference"')).length, 0)
    assert.equal((await titles('bernoulli or difference')).length, 80)
    assert.equal((await titles('engine -difference')).length, 40)
  })

  it('are not found by words that only look like a search, and never those of others', async () => {
    for (const query of ["'", '"', '!!!', '(', 'a & | b', ':*', '\\', `owner:${owner}`, 'or', '-'])
      assert.deepEqual(await titles(query), [], query)
    const [{ other }] = await database.reader.query(
      'select owner_id as other from actions where owner_id <> $1 limit 1',
      [owner],
    )
    for (const tag of [owner, other]) assert.deepEqual(await find({ tag }), [])
    const stranger = await actions.find(
      randomUUID(),
      { query: 'engine' },
      { from: undefined, backwards: false, limit: 9 },
    )
    assert.deepEqual(stranger, [])
  })
})

const idsOf = (actions: readonly Action[]) => actions.map(({ id }) => id)
