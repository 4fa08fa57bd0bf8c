import assert from 'node:assert/strict'
import { mailKinds } from '../mail.js'
import { type LetterOrder, writeLetter } from './letter.js'

const order = (change: Partial<LetterOrder> = {}): LetterOrder => ({
  kind: 'verify-email',
  link: 'https://eventflow.test/verify-email?token=a-token',
  expiresAt: new Date('2026-11-22T12:00:00Z'),
  ...change,
})

describe('a letter', () => {
  for (const kind of mailKinds)
    it(`has a subject, a text and a page in every language: ${kind}`, () => {
      const subjects = ['en', 'de'].map((locale) => {
        const letter = writeLetter(order({ kind, locale }))
        assert.equal(letter.language, locale)
        assert.ok(letter.text.length > 50 && letter.html.length > letter.text.length)
        for (const part of [letter.subject, letter.text, letter.html])
          assert.doesNotMatch(part, /undefined|null|\[object/)
        return letter.subject
      })
      assert.equal(new Set(subjects).size, 2)
    })

  it('holds its link as text and as a link, and says until when it works', () => {
    const { text, html } = writeLetter(order())
    assert.ok(text.includes('\nhttps://eventflow.test/verify-email?token=a-token\n'))
    assert.ok(html.includes('href="https://eventflow.test/verify-email?token=a-token"'))
    assert.match(text, /until November 22, 2026 at 12:00\sPM UTC/)
    assert.match(writeLetter(order({ locale: 'de-AT' })).text, /bis 22. November 2026 um 12:00 UTC/)
  })

  it('is in English where we have no words of the language', () => {
    for (const locale of ['fr', 'constructor', 'x', undefined])
      assert.equal(writeLetter(order({ locale })).language, 'en')
  })

  it('escapes whatever is put into its page', () => {
    const evil = `<script>alert("1")</script>'&`
    const { html } = writeLetter({ kind: 'session-compromised', name: evil, ip: '::1', userAgent: evil })
    assert.doesNotMatch(html, /<script/)
    assert.equal(html.split('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;').length, 3)
  })

  it('has no line ends in its subject', () => {
    for (const kind of mailKinds)
      assert.doesNotMatch(writeLetter({ kind, name: 'Ada\r\nBcc: all@example.test' }).subject, /[\r\n]/)
  })
})
