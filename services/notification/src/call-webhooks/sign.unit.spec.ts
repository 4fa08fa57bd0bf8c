import assert from 'node:assert/strict'
import { newWebhookSecret, signedHeaders } from './sign.js'

const at = new Date('2021-10-01T12:00:00Z')
const body = '{"test": 2432232314}'

describe('the signature of a call to a webhook', () => {
  it('is the one of the example that Standard Webhooks gives', () => {
    const headers = signedHeaders(
      { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: new Date(1_614_265_330_000), body },
      ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    )
    assert.deepEqual(headers, {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    })
  })

  it('is a list while a secret is being replaced, the newest first', () => {
    const [one, other] = [newWebhookSecret(), newWebhookSecret()]
    const alone = (secret: string) => signedHeaders({ id: 'a', at, body }, [secret])['webhook-signature']
    const both = signedHeaders({ id: 'a', at, body }, [one, other])['webhook-signature']
    assert.equal(both, `${alone(one)} ${alone(other)}`)
    assert.notEqual(alone(one), alone(other))
  })

  it('changes with the id, the time and the body', () => {
    const secret = newWebhookSecret()
    const signatures = [
      { id: 'a', at, body },
      { id: 'b', at, body },
      { id: 'a', at: new Date(at.getTime() + 1_000), body },
      { id: 'a', at, body: `${body} ` },
    ].map((message) => signedHeaders(message, [secret])['webhook-signature'])
    assert.equal(new Set(signatures).size, 4)
  })

  it('is made with 32 bytes that nobody has used before', () => {
    const secret = newWebhookSecret()
    assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/)
    assert.notEqual(secret, newWebhookSecret())
  })
})
