// Alone: it puts up servers of its own.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createConnection } from 'mongoose'
import type { Ground, Provided } from '../component.js'
import { createGround } from '../ground.js'
import { userEnvironment } from '../user-environment.js'
import { mailbox } from './mailbox.js'
import { mongo } from './mongo.js'
import { fromStandIn } from './mongo-stand-in.js'
import { s3 } from './s3.js'

/** Of what the machine offers, only the programs: no addresses, so that nothing of a running stack is touched. */
function barren(): Record<string, string | undefined> {
  const { PATH, HOME, JAVA_HOME } = userEnvironment()
  return { PATH, HOME, JAVA_HOME }
}

describe('infrastructure without servers of its own', () => {
  let folder: string
  let started: Provided[]

  const groundWith = (environment: Ground['environment'], throwaway = true): Ground =>
    createGround({ folder, throwaway, environment, signal: new AbortController().signal })
  const stopAll = async () => {
    for (const { owned } of started.splice(0)) for (const process of owned) await process.stop()
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'infra-'))
    started = []
  })
  afterEach(async () => {
    await stopAll()
    rmSync(folder, { recursive: true })
  })

  it('has a mailbox that answers over HTTP and is gone when it is stopped', async () => {
    const provided = await mailbox.provide(groundWith({ PATH: '' }))
    started.push(provided)
    const info = () => fetch(`${provided.addresses.http}/api/v1/info`)
    assert.equal((await info()).status, 200)
    await stopAll()
    assert.deepEqual(provided.owned[0]?.ended(), { code: 0, signal: null })
    await assert.rejects(info())
  })

  it('keeps files in a folder where there is no S3 server', async () => {
    // An empty PATH, and no folder for what Go builds.
    const provided = await s3.provide(groundWith({ PATH: '' }))
    started.push(provided)
    assert.match(provided.addresses.s3 ?? '', /^(file:\/\/.*objects|http:\/\/127\.0\.0\.1:\d+)$/)
  })

  it('does not replace a server that was named and does not answer', async function () {
    // The driver of MongoDB takes five seconds to give up.
    this.timeout(20_000)
    const named = {
      MONGO_URL: 'mongodb://ada:secret@127.0.0.1:1/',
      S3_ENDPOINT: 'http://127.0.0.1:1',
      SMTP_URL: 'smtp://127.0.0.1:1',
    }
    const ground = groundWith({
      ...named,
      S3_ACCESS_KEY: 'a',
      S3_SECRET_KEY: 'b',
      MAILBOX_URL: 'http://127.0.0.1:1',
      PATH: '',
    })
    await assert.rejects(mongo.provide(ground), /^Error: MONGO_URL \(127\.0\.0\.1:1\) does not answer/)
    await assert.rejects(s3.provide(ground), /^Error: S3_ENDPOINT \(127\.0\.0\.1:1\) does not offer a bucket/)
    await assert.rejects(mailbox.provide(ground), /^Error: nothing accepts connections at SMTP_URL/)
    await assert.rejects(
      mailbox.provide(groundWith({ SMTP_URL: 'x', MAILBOX_URL: 'y' })),
      /SMTP_URL is not an address/,
    )
    await assert.rejects(s3.provide(groundWith({ S3_ENDPOINT: 'http://127.0.0.1:1' })), /without its keys/)
  })

  it('runs a service of docker-compose.yml like a process of its own, and takes its data away afterwards', async () => {
    const calls = join(folder, 'calls')
    const docker = fakeDocker(folder, calls)
    const provided = await mailbox.provide(groundWith({ PATH: dirname(docker) }))
    started.push(provided)
    assert.match(provided.how, /^Mailpit v1 in Docker on port \d+$/)
    await stopAll()
    const lines = readFileSync(calls, 'utf8').trim().split('\n')
    assert.deepEqual(
      lines.map((line) => line.replace(/--file \S+ --project-name eventflow-[a-z0-9]{8}-mailbox /, '')),
      [
        'info --format {{.ServerVersion}}',
        'compose version',
        'compose down --volumes',
        'compose up --no-color --no-log-prefix mailbox',
        'compose down --volumes',
      ],
    )
  })

  it('has a stand-in for MongoDB that keeps unique indexes and, over a restart, its data', async function () {
    // The first time on a machine Maven fetches it.
    this.timeout(120_000)
    const ground = groundWith(barren(), false)
    const open = async () => {
      const provided = await fromStandIn(ground)
      if ('not' in provided) return this.skip()
      started.push(provided)
      return createConnection(`${provided.addresses.mongo}spec`).asPromise()
    }
    const first = await open()
    const people = first.collection('people')
    await people.createIndex({ name: 1 }, { unique: true })
    await people.insertOne({ name: 'ada' })
    await assert.rejects(people.insertOne({ name: 'ada' }), { code: 11000 })
    await Promise.all(
      Array.from({ length: 50 }, () =>
        people.updateOne({ name: 'alan' }, { $inc: { n: 1 } }, { upsert: true }).catch(duplicate),
      ),
    )
    await first.close()
    await stopAll()
    const second = await open()
    const found = await second
      .collection('people')
      .find({}, { projection: { _id: 0, name: 1 } })
      .toArray()
    assert.deepEqual(found.map((person) => person.name).sort(), ['ada', 'alan'])
    await assert.rejects(second.collection('people').insertOne({ name: 'alan' }), { code: 11000 })
    await second.close()
  })
})

/** Upserts that race for one new document may meet the unique index; that is what it is for. */
function duplicate(error: { code?: number }): void {
  assert.equal(error.code, 11000)
}

/** Notes how it was called and, for `up`, answers as Mailpit would on the port that docker-compose.yml would publish. */
function fakeDocker(folder: string, calls: string): string {
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  const server = [
    `if (!process.env.POSTGRES_PASSWORD) throw new Error('compose would miss a variable of another service')`,
    `const answer = JSON.stringify({ Version: 'v1' })`,
    `const server = require('node:http').createServer((_, response) => response.end(answer))`,
    `server.listen(process.env.EVENTFLOW_MAILBOX_PORT, '127.0.0.1')`,
  ].join('\n')
  const script = `#!/bin/sh
echo "$@" >> '${calls}'
case "$*" in *' up '*) exec '${process.execPath}' -e "${server}" ;; esac
`
  const docker = join(bin, 'docker')
  writeFileSync(docker, script, { mode: 0o755 })
  return docker
}
