import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { Backbone } from '@eventflow/backbone'
import type { DomainEvent } from '@eventflow/contracts'
import { auditing } from '@eventflow/http'
import { createLogger } from '@eventflow/runtime'
import { type Database, openDatabase } from '@eventflow/runtime/database'
import { type TestClock, testClock, throwAwayDatabase } from '@eventflow/testing'
import { accountStore } from './account-store.js'
import { forgetWhatIsOver } from './forget-what-is-over/forget-what-is-over.js'
import { refreshSession } from './refresh/refresh.js'
import { hashOf } from './refresh-token.js'
import { newAccount } from './register/register.js'
import { schema } from './schema.js'
import { sessionStore } from './session-store.js'
import { openSession } from './sign-in.js'

const dayMs = 86_400_000
const rules = { accessLifeSeconds: 600, refreshIdleDays: 30, sessionLifeDays: 180, sessionsKeepDays: 90 }
const from = { address: '192.0.2.1', userAgent: 'Laptop' }

const sessionIn = ([event]: readonly DomainEvent[]) =>
  (event?.data as { sessionId?: string } | undefined)?.sessionId ?? ''

describe('sessions', () => {
  let home: Awaited<ReturnType<typeof throwAwayDatabase>>
  let database: Database
  let clock: TestClock

  before(async () => {
    home = await throwAwayDatabase('auth')
    const logger = createLogger('auth', 'silent')
    database = await openDatabase(
      { url: home.url, poolSize: 10, statementTimeoutMs: 10_000 },
      { ...schema, logger },
    )
  })

  after(async () => {
    await database.close()
    await home.drop()
  })

  beforeEach(() => {
    clock = testClock()
  })

  const parts = () => ({
    audited: auditing({
      backbone: { transact: (work) => database.transaction(work) },
      service: 'auth',
      now: clock.now,
    }),
    accounts: accountStore(database),
    sessions: sessionStore(database),
    issueAccessToken: () => 'an-access-token',
    rules,
    refreshKey: Buffer.alloc(32, 7),
    now: clock.now,
  })

  async function newUser() {
    const registration = {
      email: `${randomUUID()}@example.test`,
      name: 'Ada',
      passwordHash: 'x',
      language: 'en',
    }
    const { account } = newAccount(registration, clock.now())
    await database.transaction((transaction) => parts().accounts.insert(transaction, account))
    return account
  }

  const signIn = async (account: Awaited<ReturnType<typeof newUser>>) =>
    database.transaction((transaction) => openSession(parts(), transaction, { account, from }))

  const refresh = (token: string) =>
    database.transaction((transaction) =>
      refreshSession(parts(), transaction, { token, hash: hashOf(token), ...from }),
    )

  const tokenOf = async () => (await signIn(await newUser())).tokens.refreshToken

  it('S13: end after their time, however often they are used', async () => {
    let token: string | undefined = await tokenOf()
    let days = 0
    for (; token && days < 400; days += 10) {
      clock.advance(10 * dayMs)
      token = (await refresh(token)).tokens?.refreshToken
    }
    assert.equal(days, 180)
  })

  it('S13: end when they are not used for the time that is allowed', async () => {
    const token = await tokenOf()
    clock.advance(30 * dayMs - 1)
    const next = (await refresh(token)).tokens?.refreshToken
    assert.ok(next)
    clock.advance(30 * dayMs)
    assert.equal((await refresh(next)).tokens, undefined)
  })

  /** A refresh that has read its token when the session ends, and goes on after that. */
  async function refreshAcrossTheEnd(isRotated: boolean) {
    const { tokens, events } = await signIn(await newUser())
    if (isRotated) assert.ok((await refresh(tokens.refreshToken)).tokens)
    let waiting: ReturnType<typeof refresh> | undefined
    await database.transaction(async (transaction) => {
      await parts().sessions.end(transaction, sessionIn(events), clock.now())
      waiting = refresh(tokens.refreshToken)
      // It waits for the session, which this transaction holds.
      await eventuallyBlocked(transaction)
    })
    return waiting
  }

  it('S12: give no token for a first use that began before their end and goes on after it', async () => {
    assert.equal((await refreshAcrossTheEnd(false))?.tokens, undefined)
  })

  it('S12: give no token within the grace either when they end in between', async () => {
    assert.equal((await refreshAcrossTheEnd(true))?.tokens, undefined)
  })

  const eventuallyBlocked = async (transaction: { query(sql: string): Promise<unknown> }) => {
    for (let look = 0; look < 1_000; look++) {
      const [row] = (await transaction.query(
        `select count(*)::int as blocked from pg_locks where not granted and pid <> pg_backend_pid()
         and pid in (select pid from pg_stat_activity where datname = current_database())`,
      )) as Array<{ blocked: number }>
      if (row && row.blocked > 0) return
    }
    assert.fail('nobody waited')
  }

  it('are no more than a hundred for one person: the one that was used longest ago makes room', async () => {
    const account = await newUser()
    const [first, second] = [await signIn(account), await signIn(account)]
    clock.advance(1_000)
    await refresh(first.tokens.refreshToken)
    let last = await signIn(account)
    for (let number = 4; number <= 101; number++) last = await signIn(account)
    const ended = last.events.filter(({ contract }) => contract.type === 'session.ended')
    assert.deepEqual(
      ended.map(({ data }) => data),
      [
        {
          userId: account.id,
          sessionId: sessionIn(second.events),
          ip: from.address,
          userAgent: from.userAgent,
          reason: 'too-many-sessions',
        },
      ],
    )
    assert.equal(last.ended.length, 1)
    assert.equal((await parts().sessions.open(account.id)).length, 100)
  })

  describe('that are over', () => {
    const published: DomainEvent[] = []
    /** Only its transaction is needed here. */
    const backbone: Pick<Backbone, 'transact'> = {
      transact: async (work) => {
        const done = await database.transaction(work)
        published.push(...done.events)
        return done
      },
    }
    const forget = () => forgetWhatIsOver({ backbone, sessions: parts().sessions, rules, now: clock.now })
    const count = async (table: string, userId: string) => {
      const column =
        table === 'sessions' ? 'account_id' : 'session_id in (select id from sessions where account_id'
      const [row] = (await database.reader.query(
        `select count(*)::int as count from ${table} where ${column} = $1${table === 'sessions' ? '' : ')'}`,
        [userId],
      )) as Array<{ count: number }>
      return row?.count
    }

    it('end with a word to the others, and are forgotten later with their tokens', async () => {
      const account = await newUser()
      const { tokens, events } = await signIn(account)
      const sessionId = sessionIn(events)
      clock.advance(10 * dayMs)
      const next = (await refresh(tokens.refreshToken)).tokens
      assert.ok(next)
      await forget()
      assert.equal(await count('refresh_tokens', account.id), 2)
      clock.advance(20 * dayMs)
      await forget()
      assert.equal(await count('refresh_tokens', account.id), 1)
      assert.ok((await refresh(next.refreshToken)).tokens)
      clock.advance(30 * dayMs)
      await forget()
      const said = published.filter(({ data }) => (data as { sessionId: string }).sessionId === sessionId)
      assert.deepEqual(
        said.map(({ data }) => (data as { reason: string }).reason),
        ['expired'],
      )
      assert.equal(await count('sessions', account.id), 1)
      clock.advance(90 * dayMs)
      await forget()
      assert.equal(await count('sessions', account.id), 0)
    })

    it('are ended once, by however many replicas', async () => {
      const account = await newUser()
      for (let number = 1; number <= 20; number++) await signIn(account)
      clock.advance(31 * dayMs)
      const rounds = await Promise.all(Array.from({ length: 4 }, forget))
      const ofAccount = published.filter(({ data }) => (data as { userId: string }).userId === account.id)
      assert.equal(ofAccount.length, 20)
      assert.ok(rounds.reduce((sum, { ended }) => sum + ended, 0) >= 20)
    })
  })
})
