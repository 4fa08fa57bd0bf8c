import assert from 'node:assert/strict'
import { addressesIn } from './addresses.js'
import { addressSetting, readSettings } from './settings.js'

describe('an address that names several hosts', () => {
  it('is one address for each of them, with the same login, path and parameters', () => {
    assert.deepEqual(addressesIn('amqp://me:p%40ss@one:5672,two,three:5674/house%2F1?x=1'), [
      'amqp://me:p%40ss@one:5672/house%2F1?x=1',
      'amqp://me:p%40ss@two/house%2F1?x=1',
      'amqp://me:p%40ss@three:5674/house%2F1?x=1',
    ])
  })

  it('is itself where it names one host, also without a login or a path', () => {
    for (const address of ['amqp://me:secret@[::1]:5672/x', 'amqp://one', 'amqps://one:1/', 'no address'])
      assert.deepEqual(addressesIn(address), [address])
  })

  it('is refused as a setting where one of them is none, and where one host is expected', () => {
    const read = (several: boolean, value: string) => {
      const url = addressSetting('BROKER_URL', 'The broker.', { schemes: ['amqp'], several })
      return readSettings({ url }, { BROKER_URL: value }).url
    }
    assert.equal(read(true, 'amqp://one:1,two:2/x'), 'amqp://one:1,two:2/x')
    assert.throws(() => read(true, 'amqp://one:1,two:abc/x'), /BROKER_URL/)
    assert.throws(() => read(true, 'amqp://one:1,,two:2/x'), /BROKER_URL/)
    assert.throws(() => read(true, 'http://one:1,two:2/x'), /BROKER_URL/)
    assert.throws(() => read(false, 'amqp://one:1,two:2/x'), /BROKER_URL/)
  })
})
