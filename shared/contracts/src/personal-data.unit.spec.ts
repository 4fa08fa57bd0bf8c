import assert from 'node:assert/strict'
import { consumersByEvent } from './consumers.js'
import { keepersOfPersonalData } from './personal-data.js'

describe('the services that keep data of users', () => {
  for (const event of ['user.export-requested', 'user.erasure-requested'])
    it(`are exactly those that react to ${event}`, () => {
      assert.deepEqual(consumersByEvent[event], keepersOfPersonalData)
    })
})
