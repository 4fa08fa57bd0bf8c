import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Definitions, Permissions } from '@eventflow/backbone'
import { managementApi } from '@eventflow/backbone/admin'
import { eventually, repositoryRoot, stackAddresses, throwAwayBroker } from '@eventflow/testing'
import { type Channel, type ChannelModel, connect } from 'amqplib'
import { applyCures } from './apply.js'
import { readBroker } from './broker-state.js'
import { compare } from './compare.js'
import type { Wanted } from './drift.js'
import { adviceLines, lineOf } from './report.js'

const generated = (file: string): unknown =>
  JSON.parse(readFileSync(join(repositoryRoot(), 'rabbitmq', file), 'utf8'))

describe('the topology of a running broker', () => {
  let broker: Awaited<ReturnType<typeof throwAwayBroker>>
  let connection: ChannelModel
  let channel: Channel
  let wanted: Wanted
  const { managementUrl } = stackAddresses()
  const api = managementApi(managementUrl)

  before(async () => {
    broker = await throwAwayBroker()
    connection = await connect(broker.adminUrl)
    channel = await connection.createChannel()
    const permissions = generated('permissions.json') as Record<string, Permissions>
    const users = Object.fromEntries(
      Object.entries(permissions).map(([name, rights]) => [
        decodeURIComponent(new URL(broker.urlFor(name)).username),
        rights,
      ]),
    )
    wanted = { vhost: broker.vhost, definitions: generated('definitions.json') as Definitions, users }
  })

  after(async () => {
    await connection.close()
    await broker.drop()
  })

  const look = async () => compare(wanted, await readBroker(managementUrl, broker.vhost))
  const drift = async () => (await look()).drift.map(lineOf)
  const heal = async () => applyCures(managementUrl, (await look()).drift)

  it('is as wanted when it is fresh, and only lacks consumers', async () => {
    const { drift: found, warnings } = await look()
    assert.deepEqual(found, [])
    assert.ok(warnings.some((warning) => warning.startsWith('queue user had no consumer')))
  })

  const userName = (service: string) => new URL(broker.urlFor(service)).username

  it('no longer lacks the consumer that came', async () => {
    const { consumerTag } = await channel.consume('user', () => undefined)
    // The broker counts consumers every five seconds only.
    await eventually(
      async () => assert.ok(!(await look()).warnings.some((warning) => warning.startsWith('queue user '))),
      { withinMs: 15_000 },
    )
    await channel.cancel(consumerTag)
  })

  it('has lost nothing when policies, bindings and rights that were changed by hand are put right', async () => {
    channel.sendToQueue('user', Buffer.from('{}'), { persistent: true })
    await eventually(async () => assert.equal((await channel.checkQueue('user')).messageCount, 1))
    const policy = wanted.definitions.policies.find(({ name }) => name === 'user')
    assert.ok(policy)
    const { name: _, ...body } = policy
    const changed = { ...body, definition: { ...body.definition, 'delivery-limit': 5 } }
    await api('PUT', `/policies/${broker.vhost}/user`, changed)
    await channel.unbindQueue('user', 'auth.events', 'user.registered')
    await channel.bindQueue('user', 'auth.events', '#')
    await api('PUT', `/permissions/${broker.vhost}/${userName('auth')}`, {
      configure: '.*',
      write: '.*',
      read: '.*',
    })
    const found = await drift()
    assert.equal(found.length, 4, found.join('\n'))
    assert.equal(found[0], '~ policy user: delivery-limit 5, wanted 20')
    assert.equal(found[1], '- binding auth.events -> user: routing key "user.registered"')
    assert.equal(found[2], '+ binding auth.events -> user: routing key "#"')
    assert.match(found[3] ?? '', /^~ permission .*_auth: configure \.\*, wanted \^\$; write/)
    assert.equal((await heal()).length, 4)
    assert.deepEqual(await drift(), [])
    assert.equal((await channel.checkQueue('user')).messageCount, 1)
  })

  it('gets back what was deleted, with its bindings', async () => {
    await channel.deleteQueue('retry.5s')
    await channel.deleteExchange('dead')
    const found = await drift()
    assert.ok(found.includes('- queue retry.5s: quorum'))
    assert.ok(found.includes('- exchange dead: direct'))
    await heal()
    assert.deepEqual(await drift(), [])
  })

  it('keeps a queue that was made anew as another type, says what a person can do, and names strangers', async () => {
    await channel.deleteQueue('user.dead')
    await channel.assertQueue('user.dead', { durable: true })
    await channel.assertQueue('theirs', { durable: true })
    await channel.bindQueue('theirs', 'auth.events', '#')
    channel.sendToQueue('user.dead', Buffer.from('{}'), { persistent: true })
    await eventually(async () => assert.equal((await channel.checkQueue('user.dead')).messageCount, 1))
    await heal()
    const { drift: left } = await look()
    assert.deepEqual(left.map(lineOf), [
      '~ queue user.dead: type classic, wanted quorum',
      left.map(lineOf)[1],
      '+ binding auth.events -> theirs: routing key "#"',
    ])
    assert.match(left.map(lineOf)[1] ?? '', /^\+ queue theirs: classic/)
    assert.equal(adviceLines(left).length, 3)
    assert.match(adviceLines(left)[0] ?? '', /queue user\.dead: needs a new queue/)
    assert.equal((await channel.checkQueue('user.dead')).messageCount, 1)
    assert.equal((await channel.checkQueue('user')).messageCount, 1)
    await channel.checkQueue('theirs')
  })
})
