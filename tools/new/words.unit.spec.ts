import assert from 'node:assert/strict'
import { asSentence, camelCase, isKebab, isPastTense, kebabOfEvent } from './words.js'

describe('words of the generators', () => {
  it('tells the past from the present', () => {
    const past = ['created', 'email-change-requested', 'paid', 'low-stock-seen', 'agreed', 'sent']
    const present = ['create', 'feed', 'change-requests', 'request-email-change', 'embed', 'red', 'seed']
    assert.deepEqual(
      past.filter((verb) => !isPastTense(verb)),
      [],
    )
    assert.deepEqual(present.filter(isPastTense), [])
  })

  it('writes one name in its three ways', () => {
    assert.equal(camelCase('create-profile-when-user-registered'), 'createProfileWhenUserRegistered')
    assert.equal(kebabOfEvent('user.email-verified'), 'user-email-verified')
    assert.equal(asSentence('create-profile'), 'Create profile')
  })

  it('knows kebab-case when it sees it', () => {
    const right = ['order', 'stream2', 'place-order']
    const wrong = ['Order', 'place_order', '-order', 'order-', 'place--order', '2nd', '', 'o.r']
    assert.deepEqual(right.filter(isKebab), right)
    assert.deepEqual(wrong.filter(isKebab), [])
  })
})
