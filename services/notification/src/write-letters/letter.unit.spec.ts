import assert from 'node:assert/strict'
import type { ClaimedDelivery } from '../delivery.js'
import { mailKinds } from '../mail.js'
import { german } from '../write-templates/built-in-de.js'
import { english } from '../write-templates/built-in-en.js'
import { filled } from '../write-templates/engine.js'
import { linksFrom } from './links.js'
import { messageModel } from './message-model.js'

const links = linksFrom('https://eventflow.test/app/')
const owed = (change: Partial<ClaimedDelivery> = {}): ClaimedDelivery => ({
  ...{ id: 'a', userId: 'b', channel: 'email', category: 'security', critical: true, eventId: 'c' },
  ...{ template: 'verify-email', token: 'a-token', expiresAt: new Date('2026-11-22T12:00:00Z') },
  ...{ model: {}, attempts: 0, createdAt: new Date(0), heldUntil: new Date(0) },
  ...change,
})
const reader = { locale: 'en', name: '', unsubscribeLink: '' }
function letter(delivery: ClaimedDelivery, change: Partial<typeof reader> = {}) {
  const said = messageModel(delivery, { ...reader, ...change }, links)
  const template = change.locale?.startsWith('de') ? german : english
  const { subject = '', text = '', html = '' } = filled(template.email ?? {}, said)
  return { subject, text, html }
}
const plain = (change: Partial<ClaimedDelivery>) => {
  const { token: _, expiresAt: __, ...rest } = owed()
  return { ...rest, ...change }
}

describe('a letter', () => {
  for (const kind of mailKinds)
    it(`has a subject, a text and a page in every language: ${kind}`, () => {
      const subjects = ['en', 'de'].map((locale) => {
        const { subject, text, html } = letter(owed({ template: kind }), { locale })
        assert.ok(text.length > 50 && html.length > text.length)
        for (const part of [subject, text, html]) assert.doesNotMatch(part, /undefined|null|\[object/)
        return subject
      })
      assert.equal(new Set(subjects).size, 2)
    })

  it('holds its link as text and as a link, and says until when it works', () => {
    const { text, html } = letter(owed())
    assert.ok(text.includes('\nhttps://eventflow.test/app/verify-email?token=a-token\n'))
    assert.ok(html.includes('href="https://eventflow.test/app/verify-email?token=a-token"'))
    assert.match(text, /until November 22, 2026 at 12:00\sPM UTC/)
    assert.match(letter(owed(), { locale: 'de-AT' }).text, /bis 22. November 2026 um 12:00 UTC/)
  })

  it('is in English where we have no words of the language', () => {
    for (const locale of ['fr', 'constructor', 'x', ''])
      assert.equal(letter(owed(), { locale }).subject, 'Confirm your e-mail address')
  })

  it('escapes whatever is put into its page', () => {
    const evil = `<script>alert("1")</script>'&`
    const delivery = plain({ template: 'session-compromised', model: { ip: '::1', userAgent: evil } })
    const { html } = letter(delivery, { name: evil })
    assert.doesNotMatch(html, /<script/)
    assert.equal(html.split('&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt;&#39;&amp;').length, 3)
  })

  it('says what has come together, and how to stop that', () => {
    const items = ['One', 'Two'].map((title) => ({
      ...{ title, body: '<b>', link: '/actions/1', eventId: title, template: 'action-completed', at: '' },
    }))
    const digest = plain({ template: 'digest', category: 'social', model: { items, count: 5 } })
    const unsubscribeLink = 'https://eventflow.test/app/v1/unsubscribe/x'
    const { subject, text, html } = letter(digest, { unsubscribeLink })
    assert.equal(subject, '5 new notifications')
    assert.ok(text.includes('- One: <b>\n  https://eventflow.test/app/actions/1\n'))
    assert.match(text, /And 3 more\./)
    assert.ok(text.includes(unsubscribeLink))
    assert.ok(html.includes('<a href="https://eventflow.test/app/actions/1">Two</a>'))
  })

  it('has no line ends in its subject', () => {
    const model = { title: 'Ada\r\nBcc: all@example.test', body: '' }
    assert.doesNotMatch(letter(plain({ template: 'new-follower', model })).subject, /[\r\n]/)
  })
})

describe('a link in a message', () => {
  it('leads to the platform, whatever an event says', () => {
    assert.equal(links.below('/actions/1?a=b#c'), 'https://eventflow.test/app/actions/1?a=b#c')
    const elsewhere = [
      '//evil.test/',
      '/\\evil.test',
      'https://evil.test/',
      'javascript:alert(1)',
      '@evil.test',
      '.evil.test',
    ]
    for (const path of [...elsewhere, '/../../etc', '', null, undefined])
      assert.equal(links.below(path), undefined, String(path))
  })
})
