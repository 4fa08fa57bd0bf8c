import assert from 'node:assert/strict'
import { type StackFacts, serviceEnvironment, withPath } from './service-environment.js'
import type { ServiceFolder } from './service-folders.js'

const facts: StackFacts = {
  user: {
    PATH: '/bin',
    HOME: '/home/ada',
    npm_config_foo: 'x',
    PORT: '9',
    LOG_LEVEL: 'debug',
    AWS_SECRET: 'no',
  },
  infrastructure: {
    POSTGRES_URL: 'postgres://admin:root@127.0.0.1:5400/postgres',
    RABBITMQ_URL: 'amqp://admin:root@127.0.0.1:5600/eventflow',
    RABBITMQ_MANAGEMENT_URL: 'http://admin:root@127.0.0.1:5601',
    REDIS_URL: 'redis://default:pass@127.0.0.1:6300',
    MONGO_URL: 'mongodb://127.0.0.1:27000/?authSource=admin',
    S3_ENDPOINT: 'http://127.0.0.1:9000',
  },
  urls: {
    gateway: 'http://127.0.0.1:8080',
    auth: 'http://127.0.0.1:2001',
    'dead-letters': 'http://127.0.0.1:2002',
  },
  ports: { gateway: { PORT: 8080, METRICS_PORT: 2009 }, auth: { PORT: 2001 } },
  // 32 bytes in the form in which the book of secrets keeps them.
  secret: (name) => Buffer.alloc(32, name).toString('base64url'),
  demo: true,
}

const service = (name: string, ...wanted: string[]): ServiceFolder => ({
  name,
  service: name,
  folder: '',
  main: '',
  settings: wanted.map((environmentName) => ({
    environmentName: environmentName.replace('!', ''),
    secret: environmentName.endsWith('!'),
  })),
})

const given = (name: string, ...wanted: string[]) => serviceEnvironment(service(name, ...wanted), facts)

describe('the environment of a service', () => {
  it('holds what its settings name and what Node needs, and nothing else', () => {
    const names = Object.keys(given('auth', 'PORT', 'LOG_LEVEL'))
    assert.deepEqual(names.sort(), ['HOME', 'LOG_LEVEL', 'NODE_ENV', 'PATH', 'PORT'])
  })

  it('has its own port on the loopback address, whatever PORT means in the shell', () => {
    const environment = given('gateway', 'HOST', 'PORT', 'METRICS_PORT')
    assert.equal(environment.HOST, '127.0.0.1')
    assert.equal(environment.PORT, '8080')
    assert.equal(environment.METRICS_PORT, '2009')
  })

  it('reaches its own database as its own role', () => {
    const url = new URL(given('auth', 'DATABASE_URL').DATABASE_URL ?? '')
    assert.equal(url.username, 'auth')
    assert.equal(url.pathname, '/auth_db')
    assert.equal(url.host, '127.0.0.1:5400')
    assert.ok(url.password && url.password !== 'root')
  })

  it('never sees the login of an administrator', () => {
    const values = Object.values(given('ops', 'DATABASE_URL', 'RABBITMQ_URL', 'RABBITMQ_MONITORING_URL'))
    assert.ok(values.some((value) => value.startsWith('http://ops:')))
    assert.ok(values.every((value) => !value.includes('admin') && !value.includes('root')))
  })

  it('has another password than its neighbour has', () => {
    const password = (name: string) => new URL(given(name, 'RABBITMQ_URL').RABBITMQ_URL ?? '').password
    assert.notEqual(password('auth'), password('user'))
  })

  it('keeps its documents in a database of its name', () => {
    assert.equal(given('feed', 'MONGO_URL').MONGO_URL, 'mongodb://127.0.0.1:27000/feed?authSource=admin')
  })

  it('shares database, broker user and documents with the other processes of its service, and no port', () => {
    const worker = (...wanted: string[]) =>
      serviceEnvironment(
        { ...service('auth-worker', ...wanted), service: 'auth' },
        {
          ...facts,
          ports: { ...facts.ports, 'auth-worker': { PORT: 2003 } },
        },
      )
    const shared = ['DATABASE_URL', 'RABBITMQ_URL', 'MONGO_URL']
    for (const name of shared) assert.equal(worker(...shared)[name], given('auth', ...shared)[name])
    assert.equal(worker('PORT').PORT, '2003')
    assert.equal(given('auth', 'PORT').PORT, '2001')
  })

  it('is told where another service listens', () => {
    const environment = given('gateway', 'AUTH_URL', 'DEAD_LETTERS_URL', 'PUBLIC_URL')
    assert.equal(environment.AUTH_URL, 'http://127.0.0.1:2001')
    assert.equal(environment.DEAD_LETTERS_URL, 'http://127.0.0.1:2002')
    assert.equal(environment.PUBLIC_URL, 'http://127.0.0.1:8080')
  })

  it('is told nothing of a service that does not exist', () => {
    assert.equal(given('gateway', 'MOON_URL').MOON_URL, undefined)
  })

  it('has a secret of 32 bytes, the same as others that name it', () => {
    const secret = given('auth', 'SEALING_KEY!').SEALING_KEY ?? ''
    assert.equal(Buffer.from(secret, 'base64').length, 32)
    assert.match(secret, /^[A-Za-z0-9+/]{43}=$/)
    assert.equal(given('user', 'SEALING_KEY!').SEALING_KEY, secret)
  })

  it('takes the value that the user has set, also for a secret', () => {
    const user = { ...facts.user, SEALING_KEY: 'mine', AUTH_URL: 'http://elsewhere' }
    const environment = serviceEnvironment(service('user', 'SEALING_KEY!', 'AUTH_URL'), { ...facts, user })
    assert.equal(environment.SEALING_KEY, 'mine')
    assert.equal(environment.AUTH_URL, 'http://elsewhere')
  })

  it('has its own broker user although the user of the shell has named an administrator', () => {
    const user = { ...facts.user, RABBITMQ_URL: 'amqp://guest:guest@elsewhere' }
    const environment = serviceEnvironment(service('user', 'RABBITMQ_URL'), { ...facts, user })
    assert.match(environment.RABBITMQ_URL ?? '', /^amqp:\/\/user:/)
  })

  it('leaves a setting with a default to its default', () => {
    assert.equal(given('auth', 'BCRYPT_COST').BCRYPT_COST, undefined)
  })

  it('passes tracing on, under the name of the service, only when an endpoint is set', () => {
    const user = {
      ...facts.user,
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://traces',
      OTEL_TRACES_SAMPLER: 'always_on',
    }
    const environment = serviceEnvironment(service('auth', 'PORT'), { ...facts, user })
    assert.equal(environment.OTEL_SERVICE_NAME, 'auth')
    assert.equal(environment.OTEL_TRACES_SAMPLER, 'always_on')
    assert.equal(given('auth', 'PORT').OTEL_SERVICE_NAME, undefined)
  })

  it('says whether demo data are wanted to whom it concerns', () => {
    assert.equal(given('auth', 'EVENTFLOW_DEMO').EVENTFLOW_DEMO, 'true')
    assert.equal(given('user', 'PORT').EVENTFLOW_DEMO, undefined)
  })
})

describe('the path of an address', () => {
  it('is replaced, and what follows is kept', () => {
    assert.equal(withPath('mongodb://a:1,b:2/old?x=1', 'new'), 'mongodb://a:1,b:2/new?x=1')
    assert.equal(withPath('mongodb://u:p@a:1', 'new'), 'mongodb://u:p@a:1/new')
    assert.equal(withPath(undefined, 'new'), undefined)
  })
})
