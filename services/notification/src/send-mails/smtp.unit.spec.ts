import assert from 'node:assert/strict'
import { verdictOn } from './smtp.js'

const told = (code: string, response?: string) =>
  verdictOn({ code, ...(response && { response, responseCode: Number(response.slice(0, 3)) }) })

describe('the verdict on an answer of the mail server', () => {
  it('is refused for 5xx about the mail, told in numbers alone', () => {
    assert.deepEqual(told('EENVELOPE', '550 5.1.1 <ada@example.test> unknown'), {
      outcome: 'refused',
      reason: 'EENVELOPE 550 5.1.1',
    })
    assert.deepEqual(told('EMESSAGE', '554 spam'), { outcome: 'refused', reason: 'EMESSAGE 554' })
  })

  it('is put off for 4xx about the mail', () => {
    assert.equal(told('EENVELOPE', '450 4.2.1 later').outcome, 'put-off')
    assert.equal(told('EMESSAGE', '451 later').outcome, 'put-off')
  })

  it('is unclear for everything that is about the connection', () => {
    for (const [code, response] of [
      ['ECONNECTION'],
      ['ETIMEDOUT'],
      ['ESOCKET'],
      ['EDNS'],
      ['EABORT'],
      ['EAUTH', '535 5.7.8 no'],
      ['EPROTOCOL', '554 no'],
      ['EENVELOPE', '421 closing down'],
      ['EENVELOPE', '503 bad sequence'],
    ] as const)
      assert.equal(told(code, response).outcome, 'unclear', `${code} ${response}`)
  })

  it('is refused for an address that cannot even be said to a server', () => {
    assert.equal(told('EENVELOPE').outcome, 'refused')
  })
})
