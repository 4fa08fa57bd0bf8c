import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineEvent, type Field, flag, optional, text, uuid } from '@eventflow/contracts'
import { readCorpus, writeCorpus } from './corpus.js'
import { isBroken, linesOf, reportOn } from './report.js'

const shipId = '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12'

const ship = (type: string, more: Record<string, Field<unknown, 'optional'>> = {}) =>
  defineEvent({
    type,
    version: 1,
    producer: 'harbour',
    key: 'shipId',
    schema: { shipId: uuid(), ...more },
    examples: [{ shipId }],
  })

const broken = () =>
  defineEvent({
    type: 'ship.moved',
    version: 1,
    producer: 'harbour',
    key: 'shipId',
    schema: { shipId: uuid(), fast: flag() },
    examples: [{ shipId, fast: true }],
  })

describe('the check of the contracts', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'eventflow-contracts-'))
  })
  afterEach(() => rmSync(root, { recursive: true }))

  const check = (...contracts: Array<ReturnType<typeof ship> | ReturnType<typeof broken>>) =>
    reportOn({ contracts, consumersByEvent: { 'ship.moved': ['customs', 'weather'] } }, readCorpus(root))

  it('lists everything as unreleased before the first release, and as unchanged after it', () => {
    assert.deepEqual(
      check(ship('ship.moved'), ship('ship.sunk')).map(({ event, verdict }) => [event, verdict.kind]),
      [
        ['ship.moved', 'unreleased'],
        ['ship.sunk', 'unreleased'],
      ],
    )
    assert.deepEqual(writeCorpus(root, [ship('ship.moved')]), ['ship.moved.v1.json'])
    assert.deepEqual(writeCorpus(root, [ship('ship.moved')]), [])
    const [moved, sunk] = check(ship('ship.sunk'), ship('ship.moved'))
    assert.equal(moved?.verdict.kind, 'unchanged')
    assert.equal(sunk?.verdict.kind, 'unreleased')
  })

  it('shows who sends and who reads an event, and what was added to it', () => {
    writeCorpus(root, [ship('ship.moved')])
    const [head, line] = linesOf(check(ship('ship.moved', { note: optional(text(9)) })))
    assert.match(String(head), /^event +version +producer +consumers +against the release$/)
    assert.match(String(line), /^ship\.moved +1 +harbour +customs, weather +compatible: added note$/)
  })

  it('names what is incompatible, each reason and the rule', () => {
    writeCorpus(root, [ship('ship.moved')])
    const reports = check(broken())
    assert.ok(reports.some(isBroken))
    const lines = linesOf(reports)
    assert.ok(lines.some((line) => line.endsWith('INCOMPATIBLE: 2 reasons below')))
    assert.ok(lines.includes('✘ ship.moved v1: fast: older messages do not have it'))
    assert.match(
      String(lines.at(-1)),
      /^Within a version only fields that may be missing are added.*\ndocs\/how-to\/change-an-event\.md$/,
    )
  })

  it('misses an event that nobody declares any more', () => {
    writeCorpus(root, [ship('ship.moved'), ship('ship.sunk')])
    const [, sunk] = check(ship('ship.moved'))
    assert.ok(sunk && isBroken(sunk))
    assert.match(linesOf([sunk]).join('\n'), /ship\.sunk v1: nobody declares it any more/)
  })
})
