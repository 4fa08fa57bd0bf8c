// GET /v1/ops/dead-letters/replays/{id}: how far a replay has come.
import { uuid } from '@eventflow/contracts'
import { ok, route } from '@eventflow/http'
import { ReplayNotFound } from '../errors.js'
import { shownReplay } from '../replay.js'
import { finishedReplay } from '../replay-dead-letters/finished-replay.js'
import type { ReplayStore } from '../replay-store.js'
import { replayShape } from '../shapes.js'

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
