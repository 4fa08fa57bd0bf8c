// The rounds, one after the other: without a token, as user, as administrator, and the calls that end their own session.
import { Impossible } from '../launcher/component.js'
import { isGood, type Login, newPassword, registerNew, signIn } from './accounts.js'
import { throwBombs } from './bombs.js'
import { type OpenApiDocument, operationsOf } from './document.js'
import { type Round, type RoundPlace, runRound } from './round.js'
import { endsItsToken } from './session-ends.js'
import type { RoundResult } from './tally.js'

export interface FuzzPlan extends Omit<RoundPlace, 'password'> {
  /** Of all rounds together. */
  seconds: number
  /** Without an administrator's login his round is left out. */
  admin: Login | undefined
  say(text: string): void
}

export interface Fuzzed {
  operations: number
  results: RoundResult[]
}

/** What an administrator may call is everything, so his round has the most to do. */
const shares = { anonymous: 0.2, user: 0.3, admin: 0.35, endings: 0.15 }

export async function fuzz({ seconds, admin, say, ...where }: FuzzPlan): Promise<Fuzzed> {
  const place = { ...where, password: newPassword() }
  const operations = await readOperations(place.url)
  const endings = operations.filter((id) => endsItsToken.includes(id))
  const lasting = operations.filter((id) => !endings.includes(id))
  const lasts = (share: number) => Math.max(10, Math.round(seconds * share))
  const results: RoundResult[] = []
  const run = async (round: Round) => {
    say(`${round.name}: ${round.operations.length} operations, ${round.seconds} s`)
    const report = await runRound(round, place)
    const tokenLasted = round.token === undefined || (await isGood(place.url, round.token))
    results.push({ name: round.name, report, tokenLasted })
  }
  await run({ name: 'without a token', operations, seconds: lasts(shares.anonymous) })
  const { password } = place
  const token = await registerNew(place.url, password)
  await run({ name: 'as user', operations: lasting, token, password, seconds: lasts(shares.user) })
  if (admin) {
    const powers = await signIn(place.url, admin)
    await run({ name: 'as administrator', operations: lasting, token: powers, seconds: lasts(shares.admin) })
    results.push(await throwBombs({ url: place.url, token: powers }))
  } else say('not as administrator: EVENTFLOW_EMAIL and EVENTFLOW_PASSWORD do not say who that is')
  const own = { password, ownAccounts: true, seconds: lasts(shares.endings) }
  await run({ name: 'ending sessions', operations: endings, ...own })
  return { operations: operations.length, results }
}

async function readOperations(url: string): Promise<string[]> {
  const answer = await fetch(`${url}/openapi.json`, { signal: AbortSignal.timeout(10_000) }).catch(
    () => undefined,
  )
  const document = answer?.ok ? ((await answer.json()) as OpenApiDocument) : undefined
  const operations = document ? operationsOf(document) : []
  if (operations.length > 0) return operations
  throw new Impossible(`no document is shown at ${url}/openapi.json`, 'npm run status shows what runs')
}
