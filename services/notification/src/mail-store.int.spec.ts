import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { type Backbone, openBackbone, rabbitSettings } from '@eventflow/backbone'
import { createLogger, createSealer, readSettings } from '@eventflow/runtime'
import { type Documents, openMongo } from '@eventflow/runtime/mongo'
import { eventually, stackAddresses, testClock, throwAwayBroker } from '@eventflow/testing'
import { Registry } from 'prom-client'
import type { ClaimedMail, OwedMail } from './mail.js'
import { type MailStore, mailStore } from './mail-store.js'
import { schemas } from './schemas.js'

const logger = createLogger('notification', 'silent')
const holdMs = 60_000

describe('the mails that are kept', () => {
  const sealingKey = randomBytes(32)
  const clock = testClock()
  let broker: Awaited<ReturnType<typeof throwAwayBroker>>
  let documents: Documents<typeof schemas>
  let backbone: Backbone
  let mails: MailStore

  before(async () => {
    broker = await throwAwayBroker()
    const address = new URL(stackAddresses().mongoUrl)
    address.pathname = `/test_mails_${randomBytes(5).toString('hex')}`
    documents = await openMongo({ url: address.href }, { logger, schemas })
    const config = readSettings(rabbitSettings, {
      RABBITMQ_URL: broker.urlFor('notification'),
      SEALING_KEY: sealingKey.toString('base64'),
    })
    backbone = await openBackbone(config, {
      ...{ service: 'notification', logger, metrics: new Registry() },
      documents: [documents.models.mails],
    })
    mails = mailStore({
      models: documents.models,
      backbone,
      sealer: createSealer([sealingKey]),
      now: clock.now,
    })
  })

  after(async () => {
    await backbone.close()
    await documents.models.mails.db.dropDatabase()
    await documents.close()
    await broker.drop()
  })

  const owed = (change: Partial<OwedMail> = {}): OwedMail => {
    const userId = randomUUID()
    return {
      userId,
      kind: 'reset-password',
      to: `${userId}@example.test`,
      token: `token-of-${userId}`,
      ...change,
    }
  }
  const claimed = async (): Promise<ClaimedMail> => {
    const mail = await mails.claim(holdMs)
    assert.ok(mail, 'no mail is due')
    return mail
  }
  const stored = async () => JSON.stringify(await documents.models.mails.find().lean())

  it('are there once, however often and by however many they are owed', async () => {
    const mail = owed()
    const eventId = randomUUID()
    const counts = await Promise.allSettled(Array.from({ length: 10 }, () => mails.owe(eventId, [mail])))
    const sum = counts.reduce((all, one) => all + (one.status === 'fulfilled' ? one.value : 0), 0)
    assert.equal(sum, 1)
    assert.equal((await claimed()).token, mail.token)
    assert.equal(await mails.claim(holdMs), undefined)
  })

  it('go to another process when the one that had them died, and who comes back too late writes nothing', async () => {
    await mails.owe(randomUUID(), [owed()])
    const late = await claimed()
    clock.advance(holdMs + 1)
    const taken: ClaimedMail[] = []
    for (let mail = await mails.claim(holdMs); mail; mail = await mails.claim(holdMs)) taken.push(mail)
    const again = taken.find(({ id }) => id === late.id)
    assert.ok(again)
    await mails.settle(late, { kind: 'failed', attempts: 1, reason: 'too late' })
    const { state, dueAt } = (await documents.models.mails.findById(late.id).lean()) ?? {}
    assert.deepEqual([state, dueAt], ['waiting', again.heldUntil])
    for (const mail of taken) await mails.settle(mail, { kind: 'delivered', attempts: 1 })
    assert.equal((await documents.models.mails.findById(late.id).lean())?.state, 'delivered')
  })

  it('S14: hold their token sealed while they wait, and not at all afterwards', async () => {
    const mail = owed()
    await mails.owe(randomUUID(), [mail])
    assert.ok(!(await stored()).includes(String(mail.token)))
    const { id } = await claimed()
    assert.ok((await documents.models.mails.findById(id).lean())?.sealedToken)
    clock.advance(holdMs + 1)
    const held = await claimed()
    await mails.settle(held, { kind: 'delivered', attempts: 1 })
    assert.equal((await documents.models.mails.findById(id).lean())?.sealedToken, undefined)
  })

  it('are counted while they wait, and forgotten some time after they are settled', async () => {
    await mails.owe(randomUUID(), [owed()])
    clock.advance(5_000)
    assert.deepEqual(await mails.waiting(), { count: 1, oldestSeconds: 5 })
    await mails.settle(await claimed(), { kind: 'failed', attempts: 1, reason: 'EENVELOPE 550' })
    assert.deepEqual(await mails.waiting(), { count: 0, oldestSeconds: 0 })
    assert.equal(await mails.forget(new Date(0)), 0)
    // Not before what they say has left.
    await eventually(async () => {
      await mails.forget(new Date(clock.now().getTime() + 1))
      assert.equal(await documents.models.mails.countDocuments(), 0)
    })
  })
})
