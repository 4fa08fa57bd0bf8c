import assert from 'node:assert/strict'
import { addressProblem } from './outbound-address.js'

const strictly = (text: string) => addressProblem(text, { allowPrivate: false })

describe('a web address that a stranger named', () => {
  it('may be called when it is https and leads outside as far as its letters tell', () => {
    for (const text of [
      'https://example.test/hook',
      'https://8.8.8.8:8443/a?b=c',
      'https://[2606:4700::1111]/',
    ])
      assert.equal(strictly(text), undefined, text)
  })

  it('S36: may not when it leads inside, in whatever spelling', () => {
    for (const host of [
      ...['127.0.0.1', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '169.254.169.254', '0'],
      ...['[::1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[fd00:ec2::254]', '①②⑦.⓪.⓪.①'],
      ...['localhost', 'LOCALHOST', 'localhost.', 'a.localhost', 'metadata', 'metadata.google.internal'],
      ...['printer.local', 'router.home.arpa', 'db.intranet'],
    ])
      assert.equal(strictly(`https://${host}/hook`), 'not-public', host)
  })

  it('may not without https, with a password, or when it is no web address', () => {
    assert.equal(strictly('http://example.test/'), 'not-https')
    assert.equal(strictly('file:///etc/passwd'), 'not-https')
    assert.equal(strictly('gopher://example.test/'), 'not-https')
    assert.equal(strictly('https://user:secret@example.test/'), 'credentials')
    assert.equal(strictly('https://example.test@127.0.0.1/'), 'credentials')
    for (const text of [
      '',
      'example.test',
      'https://',
      'https://[::1',
      `https://example.test/${'a'.repeat(2_048)}`,
    ])
      assert.equal(strictly(text), 'malformed', text)
  })

  it('may lead inside and without https where that is allowed, and nowhere else', () => {
    for (const text of ['http://127.0.0.1:8080/', 'https://localhost/', 'http://[::1]/'])
      assert.equal(addressProblem(text, { allowPrivate: true }), undefined, text)
    assert.equal(addressProblem('file:///etc/passwd', { allowPrivate: true }), 'not-https')
  })
})
