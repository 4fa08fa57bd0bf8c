// A write with its event, through outbox, relay, broker and inbox to the handler's row: at full speed, gently, and for long.
import type { Contender, Ground, Row } from '../row.js'
import { startContender } from '../server-child.js'

const ours = ({ environment }: Ground, name: string, share: number): Promise<Contender> =>
  startContender({ name, role: 'ours', environment, server: 'outbox-to-handled', args: [String(share)] })

const bare = ({ environment }: Ground, name: string, work: string): Promise<Contender> =>
  startContender({ name, role: 'limit', environment, server: 'bare-statements', args: [work] })

export const outboxToHandled: Row = {
  name: 'outbox-to-handled',
  group: 'messaging',
  about:
    'A row and a 1 KB event written in one transaction, relayed, and handled in one transaction with inbox row and effect: ' +
    'two Node processes with the usual settings, two databases on one server, 16 writers, at most 1,000 on the way. ' +
    'Counted is what was handled; the limit is the slower of the two bare ones.',
  reach: 0.4,
  needsStack: true,
  open: async (ground) => [
    await ours(ground, 'outbox to handled', 1),
    await bare(ground, 'bare pg: row and outbox row in one statement, 16 connections', 'write'),
    await bare(ground, 'bare pg: begin, inbox row, row, commit, 16 connections', 'handle'),
  ],
}

export const commitToHandled: Row = {
  name: 'commit-to-handled',
  group: 'messaging',
  about:
    'How long after the commit of a write its event is handled and that committed, at a tenth of the highest rate.',
  reach: { p50Ms: 10, p99Ms: 60 },
  needsStack: true,
  open: async (ground) => [await ours(ground, 'at a tenth of the highest rate', 0.1)],
}

export const soak: Row = {
  name: 'soak',
  group: 'messaging',
  about:
    'Memory (RSS) of both processes together at half of the highest rate: the last quarter of the time against the second, ' +
    'the first being for warming up.',
  reach: { growthMb: 30 },
  needsStack: true,
  paceOf: (pace) => ({ ...pace, rounds: 1, seconds: pace.minutes * 60 }),
  open: async (ground) => [await ours(ground, 'at half of the highest rate', 0.5)],
}
