import assert from 'node:assert/strict'
import { type RabbitNode, rabbitConfiguration, rabbitEnvironment } from './rabbitmq-files.js'

const node: RabbitNode = {
  folder: '/stack/rabbitmq',
  name: 'eventflow_abc@localhost',
  ports: { amqp: 1, management: 2, prometheus: 3, stream: 4, distribution: 5, epmd: 6 },
  user: 'eventflow_admin',
  password: 'secret',
}

describe('the configuration of a private broker', () => {
  const text = rabbitConfiguration('heartbeat = 30\n', node)

  it('begins with what all brokers share', () => {
    assert.match(text, /^heartbeat = 30\n/)
  })

  it('has every listener on the loopback address and on its own port', () => {
    assert.match(text, /^listeners\.tcp\.1 = 127\.0\.0\.1:1$/m)
    assert.match(text, /^stream\.listeners\.tcp\.1 = 127\.0\.0\.1:4$/m)
    for (const [plugin, port] of [
      ['management', 2],
      ['prometheus', 3],
    ]) {
      assert.match(text, new RegExp(`^${plugin}\\.tcp\\.ip = 127\\.0\\.0\\.1$`, 'm'))
      assert.match(text, new RegExp(`^${plugin}\\.tcp\\.port = ${port}$`, 'm'))
    }
  })

  it('makes a first user of its own, so that guest never exists', () => {
    assert.match(text, /^default_user = eventflow_admin$/m)
    assert.doesNotMatch(text, /guest/)
  })
})

describe('the environment of a private broker', () => {
  const environment = rabbitEnvironment(node, '/bin')

  it('keeps everything that the broker writes in the folder of the stack', () => {
    const names = [
      'HOME',
      'RABBITMQ_MNESIA_BASE',
      'RABBITMQ_LOG_BASE',
      'RABBITMQ_CONFIG_FILE',
      'RABBITMQ_ENABLED_PLUGINS_FILE',
    ]
    for (const name of names) assert.match(environment[name] ?? '', /^\/stack\/rabbitmq\//, name)
  })

  it('uses its own port mapper and starts no other', () => {
    assert.equal(environment.ERL_EPMD_PORT, '6')
    assert.equal(environment.ERL_EPMD_ADDRESS, '127.0.0.1')
    assert.match(environment.RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS ?? '', /-start_epmd false/)
  })

  it('listens for cluster peers on the loopback address only', () => {
    assert.match(
      environment.RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS ?? '',
      /inet_dist_use_interface \{127,0,0,1\}/,
    )
    assert.equal(environment.RABBITMQ_DIST_PORT, '5')
  })

  it('carries no password, which everybody on the machine could read', () => {
    assert.ok(!Object.values(environment).some((value) => value?.includes('secret')))
  })
})
