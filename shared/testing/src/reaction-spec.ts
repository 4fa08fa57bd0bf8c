// What every reaction owes, proven on a real broker and database by one call that names only what differs.
import assert from 'node:assert/strict'
import type { GuardedReaction, Platform, Reaction } from '@eventflow/backbone'
import type { AnyContract, DomainEvent } from '@eventflow/contracts'
import type { Database, Schema } from '@eventflow/runtime/database'
import { type BackboneUnderTest, backboneUnderTest, type StartedService } from './backbone-under-test.js'
import { collectEvents, sendEvent } from './events.js'
import { eventually } from './eventually.js'

interface ReactionFacts<T> extends Partial<Schema> {
  /** Whose reaction it is. */
  service: string
  react: (database: Database) => Reaction
  /** Statements that make tables which no migration makes. */
  tables?: readonly string[]
  /** The event that it reacts to, about another entity each time. */
  event: () => DomainEvent<T>
  /** What can be seen of its effect, now. */
  effect: (database: Database, data: T) => Promise<unknown>
  /** What is to be seen once it has acted. */
  acted: (data: T) => unknown
  /** A table without which it cannot act. */
  needs: string
  /** What it says when it has acted. */
  publishes?: readonly AnyContract[]
  /** An event that the business refuses, and the one that says so; left out by reactions that accept everything. */
  refusal?: { event: () => DomainEvent<T>; by: AnyContract }
  /** Events about one entity, oldest first: whatever order they come in, what is to be seen is what the last one says. */
  history?: () => ReadonlyArray<DomainEvent<T>>
  /** An event that leaves nothing to do once it has acted on another, and the reason it is ignored for. */
  needless?: { event: (acted: T) => DomainEvent<T>; because: string }
}

/** The last attempt that the ladder leads to; what fails then is put aside. */
const lastAttempt = 7

export function describeReaction<T>(name: string, facts: ReactionFacts<T>): void {
  const { needless, publishes = [], refusal } = facts

  describe(name, () => {
    let rig: Rig<T>

    before(async () => {
      rig = await rigFor(facts)
    })

    after(() => rig.close())

    it('acts when the event comes', async () => {
      const { id, data } = await rig.send(facts.event())
      await rig.hasActed(data)
      for (const { type } of publishes) await rig.hasSaid(type, id)
    })

    provesDelivery(() => rig, facts)

    if (needless)
      it(`ignores what leaves nothing to do: ${needless.because}`, async () => {
        const { data } = await rig.send(facts.event())
        await rig.hasActed(data)
        await rig.send(needless.event(data))
        await eventually(async () => assert.equal(await rig.counted('ignored', needless.because), 1))
        await rig.hasActed(data)
      })

    if (refusal)
      it(`says ${refusal.by.type} when the business refuses`, async () => {
        const { id } = await rig.send(refusal.event())
        assert.deepEqual(refusal.by.check(await rig.hasSaid(refusal.by.type, id)), [])
      })

    it('acts at a later attempt when the first one fails', async () => {
      const retried = await rig.counted('retried')
      const { data } = await rig.withoutTable(async () => {
        const sent = await rig.send(facts.event())
        await eventually(async () => assert.equal(await rig.counted('retried'), retried + 1))
        return sent
      })
      await rig.hasActed(data)
    })

    it('puts the event aside, as it came, when the last attempt fails', async () => {
      const { sent, dead } = await rig.withoutTable(async () => ({
        sent: await rig.send(facts.event(), { attempt: lastAttempt }),
        dead: await rig.takeDead(),
      }))
      assert.equal(dead.properties.messageId, sent.id)
      const { 'x-dead-reason': reason, 'x-dead-fingerprint': fingerprint } = dead.properties.headers ?? {}
      assert.equal(reason, 'exhausted')
      assert.match(String(fingerprint), /^[0-9a-f]{16}$/)
      const body = JSON.parse(dead.content.toString()) as Record<string, unknown>
      assert.deepEqual(Object.keys(body), Object.keys(sent.data as object))
    })
  })
}

/** However its messages come: again, to another replica after a crash, out of order. */
function provesDelivery<T>(rig: () => Rig<T>, facts: ReactionFacts<T>): void {
  const { history } = facts

  it('acts once when the event comes five times', async () => {
    const [handled, duplicates] = [await rig().counted('handled'), await rig().counted('duplicate')]
    const { data } = await rig().send(facts.event(), { times: 5 })
    await eventually(async () => assert.equal(await rig().counted('duplicate'), duplicates + 4))
    assert.equal(await rig().counted('handled'), handled + 1)
    await rig().hasActed(data)
  })

  it('acts once for each event when one of two replicas dies between commit and ack', async () => {
    const [handled, duplicates] = [await rig().counted('handled'), await rig().counted('duplicate')]
    const replica = await rig().replicaThatDies()
    const sent: T[] = []
    while (!replica.isDead()) sent.push((await rig().send(facts.event())).data)
    for (const data of sent) await rig().hasActed(data)
    const both = async (outcome: string) => (await rig().counted(outcome)) + (await replica.counted(outcome))
    await eventually(async () => assert.ok((await both('duplicate')) > duplicates))
    assert.ok((await both('handled')) <= handled + sent.length)
  })

  if (history)
    it('leads to the same in whatever order a history comes, doubles included', async () => {
      for (const disorder of disorders) {
        const events = history()
        const answered = await rig().answered()
        for (const event of disorder(events)) await rig().send(event, { times: 2 })
        await eventually(async () => assert.equal(await rig().answered(), answered + 2 * events.length))
        const last = events.at(-1)
        assert.ok(last)
        await rig().hasActed(last.data)
      }
    })
}

const disorders: Array<<E>(events: readonly E[]) => E[]> = [
  (events) => [...events],
  (events) => [...events].reverse(),
  (events) => [...events.slice(1), ...events.slice(0, 1)],
]

/** Commits, and is cut off before it can say so: the broker gives the message to the other replica. */
async function replicaThatDies<T>(
  stage: BackboneUnderTest,
  { service, react, ...schema }: ReactionFacts<T>,
): Promise<StartedService & { isDead(): boolean }> {
  const proxy = await stage.proxy()
  const is = { acting: false, dead: false }
  const replica = await stage.start(service, {
    ...schema,
    brokerUrl: proxy.urlFor(stage.broker.urlFor(service)),
    around: (database) => ({
      ...database,
      transaction: async (work) => {
        const done = await database.transaction(work)
        if (is.acting) proxy.off()
        is.dead ||= is.acting
        return done
      },
    }),
    reactions: (database) => {
      const { handle, ...declared } = react(database) as GuardedReaction
      const noted: GuardedReaction['handle'] = (happening) => {
        is.acting = true
        return handle(happening)
      }
      return [{ ...declared, handle: noted }]
    },
  })
  return { ...replica, isDead: () => is.dead }
}

type Rig<T> = Awaited<ReturnType<typeof rigFor<T>>>

async function rigFor<T>(facts: ReactionFacts<T>) {
  const { contract } = facts.event()
  const producer = contract.producer === 'any' ? facts.service : contract.producer
  const stage = await backboneUnderTest(platformOf(facts, contract, producer))
  const reactions = (database: Database) => [facts.react(database)]
  const { database, counted } = await stage.start(facts.service, { ...facts, reactions })
  const seen = await collectEvents(stage.broker.adminUrl, [facts.service])
  return {
    send: async (event: DomainEvent<T>, sending: { times?: number; attempt?: number } = {}) => {
      const from = { as: producer, sealingKey: stage.sealingKey }
      return {
        id: await sendEvent(stage.broker.adminUrl, event, { ...from, ...sending }),
        data: event.data,
      }
    },
    hasActed: (data: T) =>
      eventually(async () => assert.deepEqual(await facts.effect(database, data), facts.acted(data))),
    hasSaid: (type: string, cause: string) =>
      eventually(() => {
        const said = seen.seen(type).find(({ causationId }) => causationId === cause)
        assert.ok(said, `${type} was not said`)
        return said.data
      }),
    counted: (outcome: string, reason?: string) =>
      counted('eventflow_messages_total', { type: contract.type, outcome, ...(reason && { reason }) }),
    answered: async () => await counted('eventflow_messages_total', { type: contract.type }),
    replicaThatDies: async () => {
      const replica = await replicaThatDies(stage, facts)
      return {
        isDead: replica.isDead,
        counted: (outcome: string) =>
          replica.counted('eventflow_messages_total', { type: contract.type, outcome }),
      }
    },
    withoutTable: async <R>(work: () => Promise<R>): Promise<R> => {
      await database.reader.query(`alter table ${facts.needs} rename to away`)
      return work().finally(() => database.reader.query(`alter table away rename to ${facts.needs}`))
    },
    takeDead: async () => {
      const [dead] = await stage.take(`${facts.service}.dead`, 1)
      assert.ok(dead)
      return dead
    },
    close: async () => {
      await seen.close()
      await stage.close()
    },
  }
}

function platformOf<T>(facts: ReactionFacts<T>, contract: AnyContract, producer: string): Platform {
  const { service, publishes = [], refusal } = facts
  return {
    services: [...new Set([service, producer])],
    contracts: [contract, ...publishes, ...(refusal ? [refusal.by] : [])],
    consumers: [{ queue: service, service, contracts: [contract] }],
  }
}
