// `npm run feed -- rebuild <user> | status`: mends somebody's feed out of follows and activities, and shows how feeds are written.
import { runMain } from '../launcher/command.js'
import { Impossible } from '../launcher/component.js'
import { understood } from '../launcher/understood.js'
import { asOperator } from '../operator/sign-in.js'

interface Rebuilt {
  added: number
  removed: number
  lines: number
}

interface Status {
  authors: { push: number; pull: number }
  entries: { pushed: number; pulled: number; saved: number }
  open: Array<{ causeId: string; parts: number | null; done: number; startedAt: string }>
}

const usage = 'npm run feed -- rebuild <user id>, or npm run feed -- status; with --json for machines'

void runMain(async () => {
  const { values, positionals } = understood(process.argv.slice(2), { json: { type: 'boolean' } }, usage)
  const [act, userId, ...others] = positionals
  if (others.length > 0) throw new Impossible(`"${others[0]}" is not understood`, usage)
  const tell = <T>(answer: T, lines: (answer: T) => readonly string[]) => {
    for (const line of values.json === true ? [JSON.stringify(answer, null, 2)] : lines(answer))
      console.log(line)
    return 0
  }
  if (act === 'rebuild' && userId) return tell(await rebuild(userId), rebuiltLines)
  if (act === 'status' && !userId) return tell(await status(), statusLines)
  throw new Impossible('what is to be done?', usage)
})

const rebuild = (userId: string) =>
  asOperator(async (operator) => {
    const path = `/v1/ops/feeds/${encodeURIComponent(userId)}/rebuild`
    return (await operator.call<Rebuilt>('POST', path)).body
  })

const status = () =>
  asOperator(async (operator) => (await operator.call<Status>('GET', '/v1/ops/feeds')).body)

const rebuiltLines = ({ added, removed, lines }: Rebuilt) => [
  added + removed === 0
    ? `The feed was right: ${lines} entries.`
    : `${added} entries were missing, ${removed} did not belong there; now there are ${lines}.`,
]

const statusLines = ({ authors, entries, open }: Status) => [
  `Authors: ${authors.push} are written into feeds, ${authors.pull} are read instead.`,
  `Entries since this instance started: ${entries.pushed} written, ${entries.pulled} left to be read,`,
  `${entries.saved} saved for who is away.`,
  open.length === 0 ? 'No fan-out is under way.' : 'Fan-outs under way:',
  ...open.map(
    ({ causeId, parts, done, startedAt }) =>
      `  ${causeId}  ${done} of ${parts ?? '?'} chunks, since ${startedAt}`,
  ),
]
