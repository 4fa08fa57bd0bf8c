import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RabbitNode, rabbitConfiguration, rabbitEnvironment } from './rabbitmq-files.js'
import { adoptData } from './rabbitmq-moved.js'

const node: RabbitNode = {
  label: 'rabbitmq',
  folder: '/stack/rabbitmq',
  name: 'eventflow_abc@localhost',
  ports: { amqp: 1, management: 2, prometheus: 3, stream: 4, distribution: 5, epmd: 6 },
  user: 'eventflow_admin',
  password: 'secret',
}

describe('the configuration of a private broker', () => {
  const text = rabbitConfiguration('heartbeat = 30\n', node)

  it('names all nodes of a cluster, and none where there is one alone', () => {
    assert.doesNotMatch(text, /cluster_formation/)
    const several = rabbitConfiguration('', { ...node, cluster: ['a@localhost', 'b@localhost'] })
    assert.match(several, /^cluster_formation\.classic_config\.nodes\.2 = b@localhost$/m)
  })

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

describe('the data of a broker whose folder was moved', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'eventflow-moved-'))
  })
  after(() => rmSync(folder, { recursive: true }))

  it('have the new path in what their quorum queues have noted down', () => {
    const data = join(folder, 'data')
    const queue = join(data, 'a@localhost', 'quorum', 'a@localhost', 'EVENTF1')
    mkdirSync(queue, { recursive: true })
    const terms = (path: string) => `#{data_dir =>\n "${path}/a@localhost/quorum", name => "${path}s"}.`
    writeFileSync(join(queue, 'config'), terms('/old/data'))
    writeFileSync(`${data}.path`, '/old/data')
    adoptData(data)
    assert.equal(
      readFileSync(join(queue, 'config'), 'utf8'),
      `#{data_dir =>\n "${data}/a@localhost/quorum", name => "/old/datas"}.`,
    )
    assert.equal(readFileSync(`${data}.path`, 'utf8'), data)
  })

  it('are left as they are where they have not been moved', () => {
    const data = join(folder, 'still')
    adoptData(data)
    adoptData(data)
    assert.equal(readFileSync(`${data}.path`, 'utf8'), data)
  })
})
