import assert from 'node:assert/strict'
import type { Mail } from './mail.js'
import { nowhere } from './mail-folder.js'
import { openMailStore, surplus } from './mail-store.js'

const envelope = { from: 'a@x.test', to: ['b@x.test'], user: '' }
const sized = (...sizes: number[]) => sizes.map((size) => ({ raw: Buffer.alloc(size) }) as Mail)

describe('the bounds of the mail store', () => {
  it('keeps the newest ones of too many mails', () => {
    const mails = sized(1, 1, 1, 1)
    assert.deepEqual(surplus(mails, { mails: 3, totalBytes: 100 }), mails.slice(0, 1))
  })

  it('keeps the newest ones of too large mails', () => {
    const mails = sized(50, 10, 50, 40)
    assert.deepEqual(surplus(mails, { mails: 3, totalBytes: 100 }), mails.slice(0, 1))
    assert.deepEqual(surplus(mails, { mails: 3, totalBytes: 99 }), mails.slice(0, 2))
  })

  it('keeps one mail however large it is, and none of none', () => {
    assert.deepEqual(surplus(sized(500), { mails: 3, totalBytes: 100 }), [])
    assert.deepEqual(surplus([], { mails: 3, totalBytes: 100 }), [])
  })

  it('forgets the oldest when one more comes', async () => {
    const store = await openMailStore(nowhere, { mails: 2, totalBytes: 10_000 })
    for (const subject of ['one', 'two', 'three'])
      await store.add(Buffer.from(`Subject: ${subject}\r\n\r\n`), envelope)
    assert.deepEqual(
      store.all().map((mail) => mail.summary.Subject),
      ['three', 'two'],
    )
  })

  it('gives ids that sort in the order of arrival, also within one millisecond', async () => {
    const store = await openMailStore(nowhere)
    await Promise.all(
      Array.from({ length: 50 }, (_, index) => store.add(Buffer.from(`Subject: ${index}\r\n\r\n`), envelope)),
    )
    const ids = store.all().map((mail) => mail.id)
    assert.deepEqual(ids, ids.toSorted().toReversed())
  })

  it('does not keep a mail that could not be written', async () => {
    const full = { ...nowhere, save: () => Promise.reject(new Error('no space left')) }
    const store = await openMailStore(full)
    await assert.rejects(store.add(Buffer.from('Subject: lost\r\n\r\n'), envelope), /no space left/)
    assert.equal(store.all().length, 0)
  })
})
