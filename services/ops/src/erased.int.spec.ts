import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { UserErasureRequested, UserExportRequested } from '@eventflow/contracts'
import { eventually, sendEvent } from '@eventflow/testing'
import { type DeskUnderTest, deskUnderTest, lay } from './desk-under-test.int.spec.js'

describe('dead letters of somebody who wants to be forgotten', () => {
  let desk: DeskUnderTest

  before(async () => {
    desk = await deskUnderTest()
  })

  after(() => desk.close())

  /** At least: the consumer here knows neither copies nor erasures, and may have parked the request itself by then. */
  const lettersIn = (type: string, jobId: string) =>
    eventually(() => {
      const [receipt] = desk.events.seen(type).filter(({ data }) => data.jobId === jobId)
      assert.ok(receipt, 'no receipt')
      return Number((receipt.data.counts as Record<string, number>).deadLetters)
    })
  const erase = async (userId: string) => {
    const jobId = randomUUID()
    const requested = UserErasureRequested({ userId, jobId })
    await sendEvent(desk.stack.broker.adminUrl, requested, { as: 'user' })
    return lettersIn('user.data-erased', jobId)
  }
  const parkedOf = (userId: string) => desk.parked({ userId, email: 'nowhere' })
  const ids = async () => (await desk.list({ status: 'all', limit: 100 })).map(({ id }) => id)

  it('are taken away whatever became of them, edited, discarded or unreadable; those of others stay', async () => {
    const userId = randomUUID()
    const other = await parkedOf(randomUUID())
    const [edited, discarded] = [await parkedOf(userId), await parkedOf(userId)]
    const { etag } = await desk.read(edited.letter.id)
    await desk.edit(edited.letter.id, etag, { ...edited.data, email: 'ada@example.test' }).expect(200)
    await desk.discard({ ids: [discarded.letter.id], reason: 'of no use' }).expect(200)
    const messageId = randomUUID()
    await lay(desk, { messageId }, Buffer.from(`\xff torn off: ${userId}`, 'latin1'))
    await desk.letterOf(messageId)
    assert.ok((await erase(userId)) >= 3)
    const left = await ids()
    assert.ok(left.includes(other.letter.id))
    assert.ok(![edited, discarded].some(({ letter }) => left.includes(letter.id)))
    await desk.operator.get(`/v1/ops/dead-letters/${edited.letter.id}`).expect(404)
  })

  it('are not kept when they come too late', async () => {
    const userId = randomUUID()
    await erase(userId)
    const late = randomUUID()
    await lay(desk, { messageId: late }, JSON.stringify({ userId }))
    const other = await parkedOf(randomUUID())
    const letters = await desk.list({ status: 'all', limit: 100 })
    assert.ok(letters.some(({ id }) => id === other.letter.id))
    assert.ok(!letters.some(({ messageId }) => messageId === late))
  })

  it('are in the copy of their data', async () => {
    const { data } = await parkedOf(randomUUID())
    const jobId = randomUUID()
    const requested = UserExportRequested({ userId: data.userId, jobId })
    await sendEvent(desk.stack.broker.adminUrl, requested, { as: 'user' })
    assert.ok((await lettersIn('user.data-exported', jobId)) >= 1)
  })
})
