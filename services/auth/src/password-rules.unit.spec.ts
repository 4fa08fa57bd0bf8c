import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { CallerError, createLogger } from '@eventflow/runtime'
import { isGuessable } from './guessable.js'
import { createPasswordRules, type KnownPasswords, type RefuseWeak } from './password-rules.js'

const ada = { email: 'ada.lovelace@example.test', name: 'Ada Lovelace' }
const nothingKnown: KnownPasswords = {
  listFile: undefined,
  breachUrl: undefined,
  breachWithinMs: 500,
  breachWhenAway: 'accept',
}
const rulesWith = (known: Partial<KnownPasswords> = {}) =>
  createPasswordRules({ ...nothingKnown, ...known }, createLogger('auth', 'silent'))

/** The code of the refusal, or nothing for a password that is taken. */
async function refusalOf(refuseWeak: RefuseWeak, password: string): Promise<string | undefined> {
  try {
    await refuseWeak(password, ada)
    return undefined
  } catch (error) {
    assert.ok(error instanceof CallerError)
    if (error.code === 'WEAK_PASSWORD') assert.equal(error.facts.errors?.[0]?.pointer, '/password')
    return error.code
  }
}

describe('a password', () => {
  const short = ['short', '1234567', '🦊🐻🐼🐨🐯🦁🐮']
  const common = ['password1', 'Password1', 'QWERTYUIOP', 'iloveyou', 'letmein!', 'superman', 'Trustno1']
  const dressed = [
    'Dragon2024!',
    '$ecret99',
    'P4ssw0rd2026',
    '123monkey',
    'SUNSHINE-77',
    'Ch3ls3a#1',
    'm1ch@el99',
  ]
  const patterns = [
    'aaaaaaaa',
    'abcabcabc',
    '12341234',
    '987654321',
    'abcdefgh',
    '1qaz2wsx3edc',
    'qwertyasdf',
    'zxcvbnm1',
  ]
  const leaked = ['nissan350z', '38gjgeuftd', 'left4dead2', '123qweasdzx', '7ELEPHANTS', 'nokia6230i']
  const dates = ['19841231', '31.12.1984', '2001-09-17']
  const own = ['ada lovelace', 'AdaLovelace1', 'eventflow1', 'ada.lovelace7', 'EventFlow!2026']

  it('S22: is refused when it is short, common, dressed up, a pattern, known from breaches, a date, or about its owner', async () => {
    const refuseWeak = await rulesWith()
    for (const weak of [short, common, dressed, patterns, leaked, dates, own].flat())
      assert.equal(await refusalOf(refuseWeak, weak), 'WEAK_PASSWORD', weak)
  })

  it('S21: needs no digits, capitals or signs to be good', async () => {
    const refuseWeak = await rulesWith()
    for (const good of [
      'a quiet harbour at dawn',
      'qzmwnxbe',
      'Tr0ub4dor&3-abc',
      'k7#mQ2xv',
      '48291047',
      '🦊🐻🐼🐨🐯🦁🐮🐷',
      'ada lovelace wrote the first program',
      'correct-horse-battery-42',
      'dragon-breeding-ada',
      'x'.repeat(64),
      '🦊'.repeat(64),
      `${'🦊🐻'.repeat(32).slice(0, -2)}🐼`,
    ])
      assert.equal(await refusalOf(refuseWeak, good), undefined, good)
  })

  it('is judged in less than a millisecond', () => {
    const startedAt = process.hrtime.bigint()
    for (let look = 0; look < 1_000; look++) isGuessable(`a-quiet-harbour-at-dawn-${look}`)
    const tookMs = Number(process.hrtime.bigint() - startedAt) / 1e6
    assert.ok(tookMs < 1_000, `${tookMs} ms for a thousand`)
  })
})

describe('a list of known passwords', () => {
  let folder: string

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'passwords-'))
  })

  after(() => rm(folder, { recursive: true }))

  const fileWith = async (name: string, content: string | Buffer) => {
    const path = join(folder, name)
    await writeFile(path, content)
    return pathToFileURL(path).href
  }

  it('S22: is read from a file, plain or compressed, and compared without case', async () => {
    const lines = `${Array.from({ length: 50_000 }, (_, number) => `harbour-wall-${number}`).join('\n')}\r\n\nLast One Here`
    const files = [await fileWith('list.txt', lines), await fileWith('list.txt.gz', gzipSync(lines))]
    for (const listFile of files) {
      const refuseWeak = await rulesWith({ listFile })
      for (const known of ['harbour-wall-0', 'Harbour-Wall-49999', 'last one here'])
        assert.equal(await refusalOf(refuseWeak, known), 'WEAK_PASSWORD', known)
      for (const other of ['harbour-wall-50000', 'harbour-wall-', 'last one there'])
        assert.equal(await refusalOf(refuseWeak, other), undefined, other)
    }
  })

  it('ends the start of the service when it cannot be read', async () => {
    for (const listFile of [
      'file:///nowhere/list.txt',
      'file:///nowhere/list.txt.gz',
      await fileWith('x.gz', 'plain'),
    ])
      await assert.rejects(rulesWith({ listFile }))
  })
})

describe('a service of breached passwords', () => {
  let server: Server
  let breachUrl: string
  let asked: string[] = []
  let answer: (prefix: string) => { status?: number; body?: string; hangs?: boolean }

  const breached = 'four-gulls-over-the-pier'
  const padded = 'five-terns-behind-the-lock'
  const hashOf = (password: string) => createHash('sha1').update(password).digest('hex').toUpperCase()
  const pageOf = (prefix: string) =>
    [
      [hashOf(breached), 3],
      [hashOf(padded), 0],
      [hashOf('noise'), 5],
    ]
      .filter(([hash]) => String(hash).startsWith(prefix))
      .map(([hash, count]) => `${String(hash).slice(5)}:${count}`)
      .join('\r\n')

  before(async () => {
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`)
      const { status = 200, body = '', hangs = false } = answer(String(request.url).slice('/range/'.length))
      if (!hangs) response.writeHead(status).end(body)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    breachUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/range`
  })

  after(() => {
    server.close()
    server.closeAllConnections()
  })

  beforeEach(() => {
    asked = []
    answer = (prefix) => ({ body: pageOf(prefix) })
  })

  it('S22: is told five characters of a hash and nothing else, and its padding counts for nothing', async () => {
    const refuseWeak = await rulesWith({ breachUrl })
    assert.equal(await refusalOf(refuseWeak, breached), 'WEAK_PASSWORD')
    assert.equal(await refusalOf(refuseWeak, padded), undefined)
    assert.equal(await refusalOf(refuseWeak, 'a-quiet-harbour-at-dawn'), undefined)
    assert.equal(asked.length, 3)
    const [first = ''] = asked
    assert.ok(first.startsWith(`GET /range/${hashOf(breached).slice(0, 5)} `))
    assert.ok(first.includes('"add-padding":"true"'))
    for (const told of [breached, hashOf(breached).slice(0, 6), ada.email, ada.name])
      assert.ok(!first.toUpperCase().includes(told.toUpperCase()), told)
  })

  it('is not asked about what is refused anyway', async () => {
    await refusalOf(await rulesWith({ breachUrl }), 'password1')
    assert.deepEqual(asked, [])
  })

  it('S22: decides nothing while it is out of order: what is to happen then is what was configured', async () => {
    const faults = {
      'an error': { status: 500 },
      'another address': { status: 302 },
      silence: { hangs: true },
      'a page without end': { body: 'x'.repeat(1_000_001) },
    }
    const lenient = await rulesWith({ breachUrl, breachWithinMs: 100 })
    const strict = await rulesWith({ breachUrl, breachWithinMs: 100, breachWhenAway: 'refuse' })
    for (const [fault, broken] of Object.entries(faults)) {
      answer = () => broken
      assert.equal(await refusalOf(lenient, breached), undefined, fault)
      assert.equal(await refusalOf(strict, breached), 'UNAVAILABLE', fault)
    }
  })
})
