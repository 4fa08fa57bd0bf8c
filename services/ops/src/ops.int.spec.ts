import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { clientOf, eventually } from '@eventflow/testing'
import { type DeskUnderTest, deskUnderTest, type Listed, lay } from './desk-under-test.int.spec.js'
import { opsService } from './service.js'

describe('the desk of dead letters', () => {
  let desk: DeskUnderTest

  before(async () => {
    desk = await deskUnderTest()
  })

  after(() => desk.close())

  const welcomedOnce = (userId: string) =>
    eventually(async () => assert.equal(await desk.consumer.welcomed(userId), 1))

  it('takes a poison message from where its consumer parked it to being handled once', async () => {
    const { operator } = desk
    const { data, messageId, letter } = await desk.parked({ email: 'nowhere' })
    assert.deepEqual([letter.queue, letter.type, letter.status], ['user', 'user.registered', 'waiting'])
    assert.match(String(letter.error), /email/)

    const { body: groups } = await operator.get('/v1/ops/dead-letters/groups').expect(200)
    const group = (groups.items as Listed[]).find(({ fingerprint }) => fingerprint === letter.fingerprint)
    assert.deepEqual([group?.count, group?.queue, group?.type], [1, 'user', 'user.registered'])

    const before = await desk.read(letter.id)
    assert.deepEqual(before.letter.body, data)
    assert.equal(before.letter.verdict.valid, false)
    assert.match(JSON.stringify(before.letter.verdict.problems), /"pointer":"\/email"/)

    const email = `${data.userId}@example.test`
    const { body: edited } = await desk.edit(letter.id, before.etag, { email }).expect(200)
    assert.deepEqual(
      [edited.verdict.valid, edited.body, edited.originalBody],
      [true, { ...data, email }, data],
    )

    const { body: rehearsal } = await desk.rehearse(letter.id).expect(200)
    assert.deepEqual([rehearsal.service, rehearsal.outcome], ['user', 'handled'])
    assert.deepEqual(
      (rehearsal.events as Listed[]).map(({ type }) => type),
      ['settings.updated'],
    )
    assert.equal(await desk.consumer.welcomed(data.userId), 0, 'it was not done')

    const { body: job } = await desk.replay({ ids: [letter.id] }).expect(202)
    assert.deepEqual([job.status, job.total, job.done, job.failed], ['done', 1, 1, 0])
    await welcomedOnce(data.userId)
    const { letter: after } = await desk.read(letter.id)
    assert.deepEqual([after.status, after.replays, after.messageId], ['replayed', 1, messageId])
    const [told] = await desk.audited('ops.dead-letter.edited', `dead-letter:${letter.id}`)
    assert.match(JSON.stringify(told?.before), /sha256:/)
    assert.equal(JSON.stringify(told).includes(email), false, 'contents are not told')
  })

  it('shows an Avro message as JSON, and keeps its form when it is edited and replayed', async () => {
    const { data, letter } = await desk.parked({ email: 'nowhere' }, 'avro')
    const before = await desk.read(letter.id)
    assert.deepEqual([before.letter.encoding, before.letter.body], ['json', data])
    assert.match(JSON.stringify(before.letter.verdict.problems), /"pointer":"\/email"/)
    const email = `${data.userId}@example.test`
    const { body: edited } = await desk.edit(letter.id, before.etag, { email }).expect(200)
    assert.deepEqual([edited.verdict.valid, edited.body], [true, { ...data, email }])
    const { body: rehearsal } = await desk.rehearse(letter.id).expect(200)
    assert.equal(rehearsal.outcome, 'handled')
    await desk.replay({ ids: [letter.id] }).expect(202)
    await welcomedOnce(data.userId)
  })

  it('says in a dry run why a letter would fail again, and that one would be a duplicate', async () => {
    const { letter } = await desk.parked()
    const { body } = await desk.rehearse(letter.id).expect(200)
    assert.deepEqual([body.outcome, body.events], ['failed', []])
    assert.match(body.error, /email/)
    assert.equal((await desk.read(letter.id)).letter.status, 'waiting')

    const { data, messageId } = await desk.send()
    await welcomedOnce(data.userId)
    await lay(desk, { messageId, type: 'user.registered' }, JSON.stringify(data))
    const double = await desk.letterOf(messageId)
    assert.equal((await desk.rehearse(double.id).expect(200)).body.outcome, 'duplicate')
  })

  it('parks again what fails again, and counts the replay on the new letter', async () => {
    const { messageId, letter } = await desk.parked({ email: 'still nowhere' })
    await desk.replay({ ids: [letter.id] }).expect(202)
    const again = await desk.letterOf(messageId, 'waiting')
    assert.notEqual(again.id, letter.id)
    assert.deepEqual([again.replays, again.attempts], [1, 1])
    assert.equal(again.fingerprint, letter.fingerprint)
  })

  it('changes nothing by replaying what was handled already', async () => {
    const { data, messageId } = await desk.send()
    await welcomedOnce(data.userId)
    await lay(desk, { messageId, type: 'user.registered' }, JSON.stringify(data))
    const letter = await desk.letterOf(messageId)
    await desk.replay({ ids: [letter.id] }).expect(202)
    await desk.operator.get(`/v1/ops/trace/${messageId}`).expect(200)
    await eventually(async () => {
      const { body } = await desk.operator.get(`/v1/ops/trace/${messageId}`).expect(200)
      const handled = (body.events as Array<{ handled: Array<{ duplicates: number }> }>)[0]?.handled
      assert.equal(handled?.[0]?.duplicates, 1)
    })
    assert.equal(await desk.consumer.welcomed(data.userId), 1)
  })

  it('replays a whole group at a rate, after having said what it would do', async () => {
    desk.consumer.refused.add('Group')
    const sent = await Promise.all(Array.from({ length: 6 }, () => desk.parked({ name: 'Group' })))
    const fingerprint = sent[0]?.letter.fingerprint ?? ''
    assert.equal(new Set(sent.map(({ letter }) => letter.fingerprint)).size, 1)
    const { body: preview } = await desk.replay({ fingerprint, dryRun: true }).expect(200)
    assert.deepEqual([preview.total, preview.queues, preview.tooOld], [6, { user: 6 }, 0])
    assert.equal((await desk.list({ fingerprint })).length, 6)

    desk.consumer.refused.delete('Group')
    const answer = await desk.operator
      .post('/v1/ops/dead-letters/replay')
      .send({ fingerprint, ratePerSecond: 10 })
      .expect(202)
    assert.equal(answer.body.total, 6)
    const follow = desk.operator.get(String(answer.headers.location)).set('prefer', 'wait=10')
    const { body: job } = await follow.expect(200)
    assert.deepEqual([job.status, job.done, job.failed], ['done', 6, 0])
    assert.ok(Date.parse(job.finishedAt) - Date.parse(job.createdAt) >= 400, 'it kept the rate')
    for (const { data } of sent) await welcomedOnce(data.userId)
  })

  it('discards with a reason, and does nothing further with what was discarded', async () => {
    const { letter } = await desk.parked()
    const { body } = await desk.discard({ ids: [letter.id], reason: 'sent by a test' }).expect(200)
    assert.deepEqual(body, { discarded: 1 })
    const { letter: shown, etag } = await desk.read(letter.id)
    assert.deepEqual([shown.status, shown.note], ['discarded', 'sent by a test'])
    for (const call of [
      desk.replay({ ids: [letter.id] }),
      desk.edit(letter.id, etag, { email: 'ada@example.test' }),
      desk.discard({ ids: [letter.id], reason: 'once more' }),
    ])
      assert.equal((await call.expect(409)).body.code, 'ALREADY_DISCARDED')
    const told = await desk.audited('ops.dead-letters.replayed')
    assert.ok(told.some(({ outcome }) => outcome === 'refused'))
  })

  it('refuses what is older than its consumer remembers', async () => {
    const messageId = randomUUID()
    const fingerprint = 'feed'
    const headers = { cloudEvents_time: '2020-01-01T00:00:00.000Z', 'x-dead-fingerprint': fingerprint }
    await lay(desk, { messageId, type: 'user.registered', headers })
    const { id } = await desk.letterOf(messageId)
    assert.equal((await desk.replay({ ids: [id] }).expect(409)).body.code, 'TOO_OLD_TO_REPLAY')
    assert.equal((await desk.replay({ fingerprint }).expect(409)).body.code, 'TOO_OLD_TO_REPLAY')
  })

  it('finds a queue that appeared later after a restart, and fails what has nowhere to go back to', async () => {
    const messageId = randomUUID()
    await desk.withChannel(async (channel) => {
      await channel.assertQueue('gone.dead', { durable: true, arguments: { 'x-queue-type': 'quorum' } })
      channel.sendToQueue('gone.dead', Buffer.from('{}'), { messageId, type: 'user.registered' })
    })
    const { url } = await desk.stack.start(opsService, desk.addresses)
    const letter = await desk.letterOf(messageId)
    assert.equal(letter.queue, 'gone')
    const restarted = clientOf(url, { accessToken: desk.identity.token({ roles: ['admin'] }) })
    const call = restarted
      .post('/v1/ops/dead-letters/replay')
      .set('prefer', 'wait=10')
      .send({ queue: 'gone' })
    const { body: job } = await call.expect(202)
    assert.deepEqual([job.status, job.done, job.failed], ['failed', 0, 1])
    const { letter: after } = await desk.read(letter.id)
    assert.equal(after.status, 'waiting')
    assert.match(String(after.note), /no queue takes gone/)
    assert.equal((await desk.rehearse(letter.id).expect(409)).body.code, 'NOBODY_TO_ASK')
  })

  it('walks through the letters page by page, the newest first, without repeating any', async () => {
    const messageIds = Array.from({ length: 5 }, (_, day) => `page-${day}`)
    for (const [day, messageId] of messageIds.entries()) {
      const headers = { 'x-dead-at': `2026-11-0${day + 1}T00:00:00.000Z`, 'x-dead-fingerprint': 'abcdef' }
      await lay(desk, { messageId, headers }, 'not JSON')
    }
    await desk.letterOf('page-4')
    const page = async (query: object) =>
      (await desk.operator.get('/v1/ops/dead-letters').query(query).expect(200)).body as {
        items: Listed[]
        next: string | null
      }
    const first = await page({ fingerprint: 'abcdef', limit: 3 })
    const second = await page({ fingerprint: 'abcdef', limit: 3, cursor: first.next })
    assert.deepEqual(
      [...first.items, ...second.items].map((one) => one.messageId),
      [...messageIds].reverse(),
    )
    assert.equal(second.next, null)
    const [{ id }] = first.items as [Listed]
    const { letter } = await desk.read(id)
    assert.deepEqual([letter.encoding, letter.body], ['base64', Buffer.from('not JSON').toString('base64')])
    await desk.operator.get('/v1/ops/dead-letters').query({ queue: 'user', cursor: first.next }).expect(400)
  })
})
