// The rounds: without a token, as user, as a program, as administrator, with bodies of our own, and the calls that end their session.
import { Impossible } from '../launcher/component.js'
import {
  isGood,
  type Login,
  newPassword,
  type Program,
  registerNew,
  registerProgram,
  removeProgram,
  signIn,
} from './accounts.js'
import { throwBombs } from './bombs.js'
import { type OpenApiDocument, operationsOf } from './document.js'
import { type Round, type RoundPlace, runRound } from './round.js'
import { endsItsToken } from './session-ends.js'
import type { RoundResult } from './tally.js'

export interface FuzzPlan extends Omit<RoundPlace, 'password'> {
  /** Of all rounds together. */
  seconds: number
  /** Without an administrator's login there is no round of his, and none of a program. */
  admin: Login | undefined
  say(text: string): void
}

export interface Fuzzed {
  operations: number
  results: RoundResult[]
}

/** What an administrator may call is everything, so his round has the most to do. */
const shares = { anonymous: 0.15, user: 0.25, program: 0.15, admin: 0.3, endings: 0.15 }

export async function fuzz({ seconds, admin, say, ...where }: FuzzPlan): Promise<Fuzzed> {
  const place = { ...where, password: newPassword() }
  const operations = await readOperations(place.url)
  const endings = operations.filter((id) => endsItsToken.includes(id))
  const lasting = operations.filter((id) => !endings.includes(id))
  const results: RoundResult[] = []
  const run = async (share: number, round: Omit<Round, 'seconds'>) => {
    const lasts = Math.max(10, Math.round(seconds * share))
    say(`${round.name}: ${round.operations.length} operations, ${lasts} s`)
    const report = await runRound({ ...round, seconds: lasts }, place)
    const tokenLasted = round.token === undefined || (await isGood(place.url, round.token))
    results.push({ name: round.name, report, tokenLasted })
  }
  const user = await registerNew(place.url, place.password)
  const mine = usualValues({ password: place.password })
  if (!admin) {
    say('not as administrator or program: EVENTFLOW_EMAIL and EVENTFLOW_PASSWORD do not say who that is')
    await run(shares.anonymous, { name: 'without a token', operations, usual: usualValues({}) })
    await run(shares.user, { name: 'as user', operations: lasting, token: user.token, usual: mine })
  } else {
    const powers = await signIn(place.url, admin)
    const program = await registerProgram(place.url, powers)
    const usual = usualValues({ program })
    try {
      await run(shares.anonymous, { name: 'without a token', operations, usual })
      await run(shares.user, { name: 'as user', operations: lasting, token: user.token, usual: mine })
      await run(shares.program, { name: 'as program', operations: lasting, token: program.token, usual })
      // What is done to an account is done to that of the user, who needs it no longer.
      const usualFor = victimOf(lasting, user.id)
      const all = { name: 'as administrator', operations: lasting, token: powers.token, usual, usualFor }
      await run(shares.admin, all)
      results.push(await throwBombs({ url: place.url, token: powers.token }))
    } finally {
      await removeProgram(place.url, program, powers).catch(() => undefined)
    }
  }
  await run(shares.endings, { name: 'ending sessions', operations: endings, usual: mine, ownAccounts: true })
  return { operations: operations.length, results }
}

/** A Sync-Token that names nothing, tags that may be those of what there is, and what proves who calls. */
const usualValues = ({ password, program }: { password?: string; program?: Program }) => ({
  'header.Sync-Token': ['W10'],
  'header.If-Match': ['*', '"v1"', '"v2"'],
  ...(password === undefined ? {} : { 'body.password': [password], 'body.current': [password] }),
  ...(program && {
    'body.client_id': [program.id],
    'body.client_secret': [program.secret],
    'body.grant_type': ['client_credentials'],
  }),
})

const victimOf = (operations: readonly string[], id: string) =>
  Object.fromEntries(
    operations.filter((name) => /^[a-z]+UsersId/.test(name)).map((name) => [name, { 'path.id': [id] }]),
  )

async function readOperations(url: string): Promise<string[]> {
  const answer = await fetch(`${url}/openapi.json`, { signal: AbortSignal.timeout(10_000) }).catch(
    () => undefined,
  )
  const document = answer?.ok ? ((await answer.json()) as OpenApiDocument) : undefined
  const operations = document ? operationsOf(document) : []
  if (operations.length > 0) return operations
  throw new Impossible(`no document is shown at ${url}/openapi.json`, 'npm run status shows what runs')
}
