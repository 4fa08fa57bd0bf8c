import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import {
  addressSetting,
  type ConfigOf,
  ConfigurationError,
  choiceSetting,
  integerSetting,
  listSettings,
  optionalAddressSetting,
  readSettings,
  type Setting,
  type SettingsTree,
  secretRingSetting,
  secretSetting,
  textSetting,
} from './settings.js'

const about = 'What it is for.'

const settings = {
  name: textSetting('NAME', about),
  port: integerSetting('PORT', about, { min: 0, max: 65_535 }),
  poolSize: integerSetting('POOL_SIZE', about, { min: 1, max: 10, fallback: 5 }),
  retries: integerSetting('RETRIES', about, { min: 0, max: 9, fallback: 0 }),
  level: choiceSetting('LEVEL', about, { of: ['low', 'high'], fallback: 'low' }),
  storage: {
    url: addressSetting('STORAGE_URL', about, { schemes: ['s3', 'https'] }),
    mirror: optionalAddressSetting('MIRROR_URL', about, ['https']),
    keys: { sealing: secretSetting('SEALING_KEY', about) },
  },
}

const key = randomBytes(32)

const enough = {
  NAME: 'harbour',
  PORT: '8080',
  STORAGE_URL: 'https://user:hunter2@storage.test',
  SEALING_KEY: key.toString('base64'),
}

const problemsOf = (tree: SettingsTree, environment: Record<string, string>): readonly string[] => {
  try {
    readSettings(tree, environment)
  } catch (error) {
    assert.ok(error instanceof ConfigurationError)
    return error.problems
  }
  return []
}

const problemOf = (setting: Setting<unknown>, value: string): string =>
  problemsOf({ setting }, { [setting.environmentName]: value }).join(' and ')

describe('the settings of a service', () => {
  it('become typed values, in the shape of their declaration', () => {
    const config: ConfigOf<typeof settings> = readSettings(settings, {
      ...enough,
      RETRIES: '3',
      LEVEL: 'high',
      POOL_SIZE: '7',
      MIRROR_URL: 'https://mirror.test',
    })
    assert.deepEqual(config, {
      name: 'harbour',
      port: 8080,
      poolSize: 7,
      retries: 3,
      level: 'high',
      storage: {
        url: 'https://user:hunter2@storage.test',
        mirror: 'https://mirror.test',
        keys: { sealing: key },
      },
    })
  })

  it('fall back where they have something to fall back on, also to zero', () => {
    const { poolSize, retries, level, storage } = readSettings(settings, enough)
    assert.deepEqual({ poolSize, retries, level }, { poolSize: 5, retries: 0, level: 'low' })
    assert.equal(storage.mirror, undefined)
  })

  it('are reported all at once when they are missing or wrong, each with what it is for', () => {
    assert.deepEqual(
      problemsOf(settings, { PORT: 'eighty', LEVEL: 'middle', POOL_SIZE: '11', STORAGE_URL: 'ftp://x' }),
      [
        'NAME is missing: What it is for.',
        'PORT must be a number: What it is for.',
        'POOL_SIZE must be less than or equal to 10: What it is for.',
        'LEVEL must be one of [low, high]: What it is for.',
        'STORAGE_URL must be a valid uri with a scheme matching the s3|https pattern: What it is for.',
        'SEALING_KEY is missing: What it is for.',
      ],
    )
  })

  it('are reported in one message that has every problem', () => {
    assert.throws(
      () => readSettings(settings, { PORT: '8080', NAME: 'harbour' }),
      ({ message }: Error) => message.includes('STORAGE_URL') && message.includes('SEALING_KEY'),
    )
  })

  it('count as missing when they are empty or blank', () => {
    assert.deepEqual(problemsOf(settings, { ...enough, NAME: '', PORT: '   ' }), [
      'NAME is missing: What it is for.',
      'PORT is missing: What it is for.',
    ])
    assert.equal(readSettings(settings, { ...enough, POOL_SIZE: ' ' }).poolSize, 5)
  })

  it('lose the blanks around them, which editors of such files leave behind', () => {
    assert.equal(readSettings(settings, { ...enough, NAME: ' harbour ', PORT: '8080\r' }).name, 'harbour')
  })

  it('never show their value in a message: it may be a secret', () => {
    const wrong = {
      NAME: 'harbour',
      PORT: 'hunter2',
      POOL_SIZE: 'hunter2',
      RETRIES: 'hunter2',
      LEVEL: 'hunter2',
      STORAGE_URL: 'postgres://user:hunter2@db',
      MIRROR_URL: 'hunter2',
      SEALING_KEY: 'hunter2!',
    }
    const problems = problemsOf(settings, wrong)
    assert.equal(problems.length, 7)
    assert.doesNotMatch(problems.join(), /hunter2/)
  })

  it('are listed with their names and what they are for, however deep they stand', () => {
    assert.deepEqual(
      listSettings(settings).map(({ environmentName, secret }) => [environmentName, secret]),
      [
        ['NAME', false],
        ['PORT', false],
        ['POOL_SIZE', false],
        ['RETRIES', false],
        ['LEVEL', false],
        ['STORAGE_URL', false],
        ['MIRROR_URL', false],
        ['SEALING_KEY', true],
      ],
    )
  })
})

describe('an integer setting', () => {
  const port = integerSetting('PORT', about, { min: 0, max: 65_535 })

  it('may be zero', () => {
    assert.equal(readSettings({ port }, { PORT: '0' }).port, 0)
  })

  it('is refused when it is no integer or out of range', () => {
    for (const value of [
      '-1',
      '65536',
      '1.5',
      '0x10',
      '8080;',
      '1,000',
      'NaN',
      'Infinity',
      '9007199254740993',
    ])
      assert.match(problemOf(port, value), /^PORT must be/, value)
  })
})

describe('a secret setting', () => {
  const secret = secretSetting('KEY', about)

  it('is 32 bytes of base64, with padding or without', () => {
    for (const value of [key.toString('base64'), key.toString('base64').replace('=', '')])
      assert.deepEqual(readSettings({ secret }, { KEY: value }).secret, key)
  })

  it('is refused at start when it is longer or shorter, not when it is first used', () => {
    for (const bytes of [16, 31, 33, 48, 64])
      assert.equal(
        problemOf(secret, randomBytes(bytes).toString('base64')),
        `KEY must be 32 bytes, not ${bytes}: What it is for.`,
      )
  })

  it('is refused when it is not base64', () => {
    for (const value of ['correct horse battery staple, correct horse', '%'.repeat(44)])
      assert.match(problemOf(secret, value), /valid base64/)
  })

  it('has no fallback, because a known secret is none', () => {
    assert.equal('fallback' in secret, false)
    assert.equal(secret.optional, false)
  })
})

describe('a setting of several secrets', () => {
  const ring = secretRingSetting('KEYS', about)
  const other = randomBytes(32)

  it('is one or more of them with commas in between, in their order', () => {
    const [first, second] = [key.toString('base64'), other.toString('base64')]
    assert.deepEqual(readSettings({ ring }, { KEYS: first }).ring, [key])
    assert.deepEqual(readSettings({ ring }, { KEYS: `${first}, ${second}` }).ring, [key, other])
  })

  it('is refused when one of them is none', () => {
    const good = key.toString('base64')
    for (const value of [`${good},`, `,${good}`, `${good},not a secret`, `${good},${'%'.repeat(44)}`])
      assert.match(problemOf(ring, value), /^KEYS must be /, value)
    const short = randomBytes(16).toString('base64')
    assert.equal(problemOf(ring, `${good},${short}`), 'KEYS must be 32 bytes, not 16: What it is for.')
  })
})

describe('an address setting', () => {
  it('has one of its schemes', () => {
    const url = addressSetting('URL', about, { schemes: ['amqp', 'amqps'] })
    for (const value of ['amqp://u:p@host:5672/vhost', 'amqps://host'])
      assert.equal(readSettings({ url }, { URL: value }).url, value)
    for (const value of ['http://host', 'host:5672', '//host', 'amqp'])
      assert.match(problemOf(url, value), /^URL must be a valid uri/, value)
  })
})
