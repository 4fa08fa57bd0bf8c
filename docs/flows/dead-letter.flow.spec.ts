import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type DataOf, UserRegistered } from '@eventflow/contracts'
import { clientOf, collectEvents, eventually, repositoryRoot, sendEvent } from '@eventflow/testing'
import { drawFlow } from './diagram.js'
import { type FlowStack, openFlowStack } from './flow-stack.js'

const operator = { email: 'operator@demo.test', password: 'demo-correct-horse-battery' }

describe('a dead letter', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dead-letter-'))
  let flow: FlowStack

  before(async () => {
    flow = await openFlowStack({ EVENTFLOW_DEMO: 'true' })
  })

  after(async () => {
    rmSync(folder, { recursive: true })
    await flow.close()
  })

  /** As a producer with a fault would. */
  const sendPoison = async () => {
    const data = { userId: randomUUID(), email: 'nowhere', name: 'Ada Lovelace', locale: 'en' }
    const event = UserRegistered(data as DataOf<typeof UserRegistered>)
    const unchecked = { ...event, contract: { ...event.contract, check: () => [] } }
    return { data, messageId: await sendEvent(flow.stack.broker.adminUrl, unchecked, { as: 'auth' }) }
  }

  const signIn = async () => {
    const { body } = await clientOf(flow.url).post('/v1/auth/login').send(operator).expect(200)
    return clientOf(flow.url, body)
  }

  /** A command as a person types it, somewhere else than where the platform runs. */
  const run = (command: 'dead-letters' | 'trace', ...args: string[]) => {
    const main = join(repositoryRoot(), 'tools', 'dist', command, 'main.js')
    const { email, password } = operator
    const env = { EVENTFLOW_URL: flow.url, EVENTFLOW_EMAIL: email, EVENTFLOW_PASSWORD: password }
    return promisify(execFile)(process.execPath, [main, ...args], { env, timeout: 20_000 }).then(
      ({ stdout }) => ({ code: 0, said: stdout }),
      ({ code, stdout, stderr }) => ({ code: code as number, said: String(stdout) + String(stderr) }),
    )
  }

  const hasProfile = async (client: ReturnType<typeof clientOf>, userId: string) => {
    const { body } = await eventually(() => client.get(`/v1/profiles/${userId}`).expect(200))
    assert.equal(body.displayName, 'Ada Lovelace')
  }

  it('is found, mended, tried out and replayed over REST, and handled once', async () => {
    const seen = await collectEvents(flow.stack.broker.adminUrl, ['ops', 'auth'])
    const { data, messageId } = await sendPoison()
    const client = await signIn()
    const desk = '/v1/ops/dead-letters'
    const letter = await eventually(async () => {
      const { body } = await client.get(desk).query({ queue: 'user' }).expect(200)
      const [found] = (body.items as Array<{ id: string; messageId: string }>).filter(
        (one) => one.messageId === messageId,
      )
      assert.ok(found)
      return found
    })
    const path = `${desk}/${letter.id}`
    const { body: shown, headers } = await client.get(path).expect(200)
    assert.deepEqual([shown.body, shown.verdict.valid], [data, false])
    const email = 'ada@example.test'
    const patch = client.patch(path).set('if-match', String(headers.etag))
    await patch.send({ body: { email } }).expect(200)
    const { body: rehearsal } = await client.post(`${path}/dry-run`).expect(200)
    assert.equal(rehearsal.outcome, 'handled')
    await client.get(`/v1/profiles/${data.userId}`).expect(404)
    const wish = { ids: [letter.id] }
    const { body: job } = await client.post(`${desk}/replay`).set('prefer', 'wait=10').send(wish).expect(202)
    assert.deepEqual([job.status, job.done], ['done', 1])
    await hasProfile(client, data.userId)
    const { body: tree } = await client.get(`/v1/ops/trace/${messageId}`).expect(200)
    assert.deepEqual(
      [tree.events[0].handled.length, tree.events[0].parked[0].status, tree.unreachable],
      [1, 'replayed', []],
    )
    const call = (text: string, answer: string) => ({ through: ['operator', 'gateway', 'ops'], text, answer })
    drawFlow({
      page: 'dead-letter.md',
      before: [],
      events: seen
        .seen()
        .filter(({ id }) => id === messageId)
        .map((event) => ({ ...event, consumers: ['user'] })),
      after: [
        { through: ['user', 'user.dead', 'ops'], text: 'put aside', answer: 'acknowledged after the commit' },
        call('GET /v1/ops/dead-letters', '200 the letter'),
        call('PATCH /{id} with If-Match', '200 valid'),
        {
          through: ['operator', 'gateway', 'ops', 'user'],
          text: 'POST /{id}/dry-run',
          answer: '200 handled',
        },
        call('POST /replay', '202 the replay'),
        {
          through: ['ops', 'retry.return', 'user'],
          text: 'the same message id',
          answer: 'acknowledged',
        },
      ],
    })
    await seen.close()
  })

  it('is found, mended, tried out, replayed and traced on a terminal', async () => {
    const { data, messageId } = await sendPoison()
    const letter = await eventually(async () => {
      const { said } = await run('dead-letters', 'list', '--queue', 'user', '--json')
      const { items } = JSON.parse(said) as { items: Array<{ id: string; messageId: string }> }
      const found = items.find((one) => one.messageId === messageId)
      assert.ok(found)
      return found
    })
    const file = join(folder, 'body.json')
    writeFileSync(file, JSON.stringify({ ...data, email: 'ada@example.test' }))
    const steps: Array<[string[], number, RegExp]> = [
      [['groups'], 0, /user +user\.registered .*"email" must be a valid email/],
      [['show', letter.id], 0, /✘ \/email: .*valid email/],
      [['dry-run', letter.id], 1, /user would answer: failed/],
      [['edit', letter.id, '--body', file], 0, /satisfies its contract/],
      [['dry-run', letter.id], 0, /user would answer: handled/],
      [['replay', letter.id, '--dry-run'], 0, /1 letter would be replayed/],
      [['replay', letter.id], 0, /done: 1 of 1 replayed/],
      [['replay', letter.id], 1, /is replayed\. \(ALREADY_REPLAYED\)\n {2}if it failed again/],
      [['discard', '--queue', 'nowhere', '--reason', 'none'], 1, /NOTHING_WAITS/],
    ]
    for (const [args, code, said] of steps) {
      const answer = await run('dead-letters', ...args)
      assert.match(answer.said, said, args.join(' '))
      assert.equal(answer.code, code, args.join(' '))
    }
    await hasProfile(await signIn(), data.userId)
    const { said } = await run('trace', messageId)
    // The letters of the others, which nobody mends here, were parked at the same time: before or after.
    const story = said.replace(/^├ (?!user )\w+ parked .*\n/gm, '')
    assert.match(story, /user\.registered {2}auth .*\n├ user parked .*replayed.*\n└ user handled \+\d+ ms/)
  })
})
