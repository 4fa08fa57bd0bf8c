// `npm run fuzz`: calls every operation of the merged document with what nobody would send, and judges each answer by the document.
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { withPlatform } from '../chaos/platform.js'
import { runMain, stopSignal } from '../launcher/command.js'
import { Impossible } from '../launcher/component.js'
import { ROOT, STACKS } from '../launcher/places.js'
import { findServices } from '../launcher/service-folders.js'
import { understood } from '../launcher/understood.js'
import { userEnvironment } from '../launcher/user-environment.js'
import type { Login } from './accounts.js'
import { type Fuzzed, fuzz } from './fuzz.js'
import { installSchemathesis } from './install-schemathesis.js'
import { leaveDeadLetters } from './leave-dead-letters.js'
import { type Fallen, failureLines, isClean, lastLine, roundLine } from './tally.js'

const usage = 'it takes --minutes <number>, --seed <number>, --url <address of a gateway>'
const options = { minutes: { type: 'string' }, seed: { type: 'string' }, url: { type: 'string' } } as const
const folder = join(STACKS, 'fuzz')

const settings = {
  EVENTFLOW_DEMO: 'true',
  ACCESS_TOKEN_LIFE_SECONDS: '3600',
  BCRYPT_COST: '4',
  LOGIN_FAILURES_PER_ADDRESS: '1000000',
  LOGIN_LOCK_SECONDS: '1',
  LOGIN_LOCK_AT_MOST_SECONDS: '1',
  LOG_LEVEL: 'warn',
}
const demoAdmin = { email: 'admin@demo.test', password: 'demo-correct-horse-battery' }

void runMain(async () => {
  const { values } = understood(process.argv.slice(2), options, usage)
  const seconds = 60 * whole('minutes', values.minutes ?? '3', { least: 1, most: 120 })
  const seed = whole('seed', values.seed ?? String(Math.floor(Math.random() * 1_000_000)), {
    least: 0,
    most: 4_294_967_295,
  })
  const signal = stopSignal()
  const python = await installSchemathesis(console.log, signal)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  console.log(`seed ${seed}; --seed ${seed} repeats the calls`)
  const plan = { python, folder, seed, seconds, signal, say: console.log }
  const url = values.url as string | undefined
  if (url === undefined) return onOwnStack(plan)
  return tell(await fuzz({ ...plan, url: addressOf(url), admin: loginOf(userEnvironment()) }), [], seed)
})

/** Nothing is to be refused for being too much: a refusal by a limit would hide the answer that is asked for. */
const withoutLimits = (services: ReturnType<typeof findServices>): Record<string, string> =>
  Object.fromEntries(
    services
      .flatMap(({ settings: wanted }) => wanted.map(({ environmentName }) => environmentName))
      .filter((name) => /^LIMIT_.*_PER_MINUTE$/.test(name))
      .map((name) => [name, '1000000']),
  )

type Plan = Omit<Parameters<typeof fuzz>[0], 'url' | 'admin'>

async function onOwnStack(plan: Plan): Promise<number> {
  let code = 1
  const found = findServices()
  const services = found.map(({ name }) => name)
  const all = { ...settings, ...withoutLimits(found) }
  await withPlatform(
    { ...plan, services, settings: all },
    async ({ urls, infrastructure, restarts, logs }) => {
      await leaveDeadLetters(infrastructure.RABBITMQ_URL ?? '')
      const fuzzed = await fuzz({ ...plan, url: urls.gateway ?? '', admin: demoAdmin })
      const fallen = services
        .map((name) => ({ name, restarts: restarts(name) }))
        .filter(({ restarts: times }) => times > 0)
      code = tell(fuzzed, fallen, plan.seed)
      // The stack goes, and its logs say what was behind a 500.
      if (code !== 0 && existsSync(logs)) cpSync(logs, join(folder, 'logs'), { recursive: true })
    },
  )
  return code
}

function tell({ results, operations }: Fuzzed, fallen: readonly Fallen[], seed: number): number {
  for (const result of results)
    for (const line of [roundLine(result), ...failureLines(result)]) console.log(line)
  const clean = isClean(results, fallen)
  console.log(lastLine(results, fallen, { operations, seed }))
  if (!clean) console.log(`each failing call and its answer: ${relative(ROOT, folder)}/*/output.txt`)
  return clean ? 0 : 1
}

function whole(name: string, value: unknown, { least, most }: { least: number; most: number }): number {
  const number = Number(value)
  if (Number.isInteger(number) && number >= least && number <= most) return number
  throw new Impossible(`--${name} ${value} is not a whole number from ${least} to ${most}`, usage)
}

function addressOf(url: string): string {
  if (URL.canParse(url) && /^https?:/.test(url)) return url.replace(/\/+$/, '')
  throw new Impossible(`--url ${url} is no address`, 'such as --url http://127.0.0.1:8080')
}

function loginOf({ EVENTFLOW_EMAIL: email, EVENTFLOW_PASSWORD: password }: NodeJS.ProcessEnv) {
  return email && password ? ({ email, password } satisfies Login) : undefined
}
