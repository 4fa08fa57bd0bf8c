import assert from 'node:assert/strict'
import { hostOf, mongodArguments } from './mongo.js'

describe('MongoDB as a component', () => {
  it('names the hosts of an address without its login', () => {
    assert.equal(hostOf('mongodb://ada:p%40ss@127.0.0.1:27017/?authSource=admin'), '127.0.0.1:27017')
    assert.equal(hostOf('mongodb://a:1@one:27017,two:27018/db'), 'one:27017,two:27018')
    assert.equal(hostOf('mongodb+srv://cluster.example.test'), 'cluster.example.test')
  })

  it('starts mongod on 127.0.0.1 only, with its data where it is told', () => {
    const given = mongodArguments({ port: 20_000, data: '/tmp/data', throwaway: true })
    assert.equal(given[given.indexOf('--bind_ip') + 1], '127.0.0.1')
    assert.equal(given[given.indexOf('--dbpath') + 1], '/tmp/data')
  })
})
