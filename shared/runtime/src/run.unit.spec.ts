import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { baseSettings, defineService, run } from './service.js'
import { integerSetting, secretSetting, textSetting } from './settings.js'

// This file is also the process that it starts: a service with one port, whose answers can be told to wait.
const settings = {
  ...baseSettings,
  greeting: textSetting('GREETING', 'What it says.'),
  key: secretSetting('GREETING_KEY', 'What it signs with (32 bytes, base64).'),
  port: integerSetting('PORT', 'Where it listens.', { min: 0, max: 65_535, fallback: 0 }),
}

const greeter = defineService('greeter', settings, async ({ config, logger, metrics, owns }) => {
  if (config.greeting === 'fail at start') throw new Error('no voice at amqp://u:hunter2@h')
  const server = createServer((request, response) => {
    if (request.url === '/metrics') return void metrics.metrics().then((shown) => response.end(shown))
    if (request.url === '/throw') setImmediate(() => assert.fail('thrown by nobody'))
    if (request.url === '/reject') void Promise.reject(new Error('rejected by nobody'))
    logger.info('asked', { path: request.url })
    response.setHeader('connection', 'close')
    if (request.url !== '/wait') response.end(config.greeting)
    process.once('message', () => response.end(config.greeting))
  })
  server.listen(config.port, '127.0.0.1')
  await once(server, 'listening')
  owns({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      logger.info('closing')
      await new Promise((resolve) => server.close(resolve))
    },
  })
})

type Line = Record<string, unknown>

interface Child {
  process: ChildProcess
  lines: Line[]
  /** What it says past its log. */
  complaints: string[]
  /** Resolves with the line that has this message. */
  said(message: string): Promise<Line>
  exitCode: Promise<number | null>
}

const complete = { GREETING: 'hello', GREETING_KEY: Buffer.alloc(32, 1).toString('base64') }

function start(environment: Record<string, string>): Child {
  const child = spawn(process.execPath, [__filename], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const lines: Line[] = []
  const complaints: string[] = []
  child.stderr?.on('data', (chunk) => complaints.push(String(chunk)))
  const output = createInterface({ input: child.stdout as NodeJS.ReadableStream })
  output.on('line', (line) => {
    lines.push(JSON.parse(line) as Line)
    output.emit('said')
  })
  const exitCode = once(child, 'close').then(([code]) => code as number | null)
  return {
    process: child,
    lines,
    complaints,
    exitCode,
    said: async (message) => {
      for (;;) {
        const found = lines.find((line) => line.message === message)
        if (found) return found
        await once(output, 'said')
      }
    },
  }
}

if (require.main === module) void run(greeter)
else
  describe('the process of a service', () => {
    let child: Child
    const begin = (environment: Record<string, string>) => {
      child = start(environment)
      return child
    }
    const begun = async () => String((await begin(complete).said('started')).url)
    afterEach(() => child.process.kill('SIGKILL'))

    it('ends with 1 and one line that names everything missing when its configuration cannot be used', async () => {
      const { exitCode, lines, complaints } = begin({ PORT: 'eighty', LOG_LEVEL: 'loud' })
      assert.equal(await exitCode, 1)
      assert.deepEqual(complaints, [])
      assert.equal(lines.length, 1)
      assert.equal(lines[0]?.error, undefined)
      assert.equal(lines[0]?.level, 'error')
      for (const name of ['GREETING', 'GREETING_KEY', 'PORT', 'LOG_LEVEL'])
        assert.match(String(lines[0]?.message), new RegExp(`^ +${name} `, 'm'))
    })

    it('ends with 1 and the reason when it cannot start, without the passwords in it', async () => {
      const { exitCode, lines } = begin({ ...complete, GREETING: 'fail at start' })
      assert.equal(await exitCode, 1)
      assert.equal(lines[0]?.message, 'the service could not start')
      assert.match(JSON.stringify(lines[0]?.error), /no voice at amqp:\/\/u:\*\*\*@h/)
    })

    it('says where it listens once it is started, and answers there', async () => {
      const url = await begun()
      assert.equal(await (await fetch(url)).text(), 'hello')
      assert.equal(child.lines[0]?.pid, child.process.pid)
    })

    it('measures itself: memory, processor time and the event loop', async () => {
      const url = await begun()
      assert.match(
        await (await fetch(`${url}/metrics`)).text(),
        /^process_cpu_seconds_total\{service="greeter"\}/m,
      )
    })

    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      it(`answers what it has begun at ${signal}, takes nothing new, and ends with 0`, async () => {
        const url = await begun()
        const inFlight = fetch(`${url}/wait`)
        await child.said('asked')
        child.process.kill(signal)
        await child.said('closing')
        await assert.rejects(fetch(url))
        child.process.send('now answer')
        assert.equal(await (await inFlight).text(), 'hello')
        assert.equal(await child.exitCode, 0)
      })

    for (const [path, fault] of [
      ['/throw', 'uncaughtException'],
      ['/reject', 'unhandledRejection'],
    ] as const)
      it(`logs and ends with 1 at an ${fault}, having closed what it held`, async () => {
        const url = await begun()
        await Promise.allSettled([fetch(`${url}${path}`)])
        assert.equal(await child.exitCode, 1)
        const told = child.lines.find(({ message }) => message === 'a fault that nobody caught')
        assert.equal(told?.fault, fault)
        assert.match(JSON.stringify(told?.error), /by nobody/)
        assert.ok(child.lines.some(({ message }) => message === 'closing'))
      })

    it('finishes what it has begun although a second fault follows the first', async () => {
      const url = await begun()
      const inFlight = fetch(`${url}/wait`)
      await child.said('asked')
      await Promise.allSettled([fetch(`${url}/throw`), fetch(`${url}/throw`)])
      await child.said('closing')
      child.process.send('now answer')
      assert.equal(await (await inFlight).text(), 'hello')
      assert.equal(await child.exitCode, 1)
      assert.equal(child.lines.filter(({ message }) => message === 'a fault that nobody caught').length, 2)
    })
  })
