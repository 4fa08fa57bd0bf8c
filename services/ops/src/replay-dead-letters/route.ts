// POST /v1/ops/dead-letters/replay puts dead letters back to the consumers that failed, at a rate; GET /replays/{id} follows it.
import { exactlyOne, flag, integer, optional, record, uuid } from '@eventflow/contracts'
import { type Audited, actorOf, ok, route } from '@eventflow/http'
import { type Clock, newId } from '@eventflow/runtime'
import {
  AlreadyDiscarded,
  AlreadyReplayed,
  LetterNotFound,
  NothingWaits,
  ReplayNotFound,
  ReplayUnderWay,
  TooOldToReplay,
} from '../errors.js'
import { rememberedSince } from '../letter.js'
import type { ChosenLetter, LetterStore, Selection } from '../letter-store.js'
import { type Replay, shownReplay } from '../replay.js'
import type { ReplayStore } from '../replay-store.js'
import { chosenAtMost, requireAll, selectionFields, selectionOf, selectors } from '../selection.js'
import { replayShape } from '../shapes.js'
import { finishedReplay } from './finished-replay.js'
import { previewOf } from './preview.js'

interface ReplayParts {
  letters: LetterStore
  replays: ReplayStore
  nudge(): void
  audited: Audited
  inboxKeepDays: number
  now: Clock
}

const usualRate = 50
const rateAtMost = 1_000

export const replayDeadLetters = (parts: ReplayParts) =>
  route({
    method: 'post',
    path: '/v1/ops/dead-letters/replay',
    summary:
      'Puts dead letters back to the consumers that failed: some, all of a fingerprint, or all of a queue.',
    tag: 'ops',
    who: 'operator',
    body: exactlyOne(
      record({
        ...selectionFields,
        ratePerSecond: optional(integer(1, rateAtMost)),
        dryRun: optional(flag()),
      }),
      ...selectors,
    ),
    example: { fingerprint: '3f6c1d2e4b5a6978', ratePerSecond: 20 },
    answers: {
      202: { description: 'The replay, to be followed under Location.', body: replayShape },
      200: { description: 'What would be replayed, when it was asked for by `dryRun`.' },
    },
    refuses: [
      LetterNotFound,
      AlreadyReplayed,
      AlreadyDiscarded,
      ReplayUnderWay,
      TooOldToReplay,
      NothingWaits,
    ],
    handle: async ({ body, caller, address, waitSeconds }) => {
      const { audited, letters, replays, nudge, now } = parts
      const { dryRun = false, ratePerSecond = usualRate } = body
      const selection = selectionOf(body)
      const replay: Replay = {
        ...{ id: newId(), status: 'pending', selection, ratePerSecond, total: 0, done: 0, failed: 0 },
        ...{ requestedBy: caller.userId, createdAt: now(), finishedAt: null },
      }
      const action = dryRun ? 'dead-letters.replay-previewed' : 'dead-letters.replayed'
      const act = { action, target: `replay:${replay.id}`, actor: actorOf(caller), address }
      const chosen = await audited.change(act, async (transaction) => {
        const found = choose(parts, await letters.choose(transaction, selection, chosenAtMost), selection)
        const ids = found.letters.map(({ id }) => id)
        if (!dryRun) {
          await replays.insert(transaction, { ...replay, total: ids.length })
          await letters.queueUp(transaction, ids, replay.id)
        }
        return { result: found, after: { ...selection, letters: ids.length, ratePerSecond } }
      })
      if (dryRun) return ok(previewOf(chosen, ratePerSecond))
      nudge()
      const job = await finishedReplay(replays, { ...replay, total: chosen.letters.length }, waitSeconds)
      const headers = { location: `/v1/ops/dead-letters/replays/${replay.id}` }
      return { status: 202, body: shownReplay(job), headers }
    },
  })

export const readReplay = ({ replays }: { replays: ReplayStore }) =>
  route({
    method: 'get',
    path: '/v1/ops/dead-letters/replays/{id}',
    summary: 'How far a replay has come; `Prefer: wait` waits for its end.',
    tag: 'ops',
    who: 'operator',
    params: { id: uuid() },
    answers: { 200: { description: 'The replay.', body: replayShape } },
    refuses: [ReplayNotFound],
    handle: async ({ params, waitSeconds }) => {
      const replay = await replays.byId(params.id)
      if (!replay) throw ReplayNotFound()
      return ok(shownReplay(await finishedReplay(replays, replay, waitSeconds)))
    },
  })

/** Throws when nothing is left, or when one that was named cannot be replayed. */
function choose({ inboxKeepDays, now }: ReplayParts, found: readonly ChosenLetter[], selection: Selection) {
  requireAll(selection, found)
  const since = rememberedSince(now(), inboxKeepDays)
  const letters = found.filter(({ writtenAt, parkedAt }) => (writtenAt ?? parkedAt) >= since)
  const tooOld = found.length - letters.length
  if (tooOld > 0 && ('ids' in selection || letters.length === 0))
    throw TooOldToReplay({
      detail:
        `${tooOld} of them were written more than ${inboxKeepDays} days ago, and so long do their consumers remember ` +
        'what they have handled. Discard them, or have the events sent anew.',
    })
  if (letters.length === 0) throw NothingWaits()
  return { letters, tooOld }
}
