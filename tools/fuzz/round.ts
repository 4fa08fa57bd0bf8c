// One round of Schemathesis over the document as one kind of caller; what it found stays in a folder of its own.
import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Stopped } from '../launcher/command.js'
import { readJson } from '../launcher/json-file.js'
import { ROOT } from '../launcher/places.js'
import { userEnvironment } from '../launcher/user-environment.js'
import { endsTokensOfIds } from './session-ends.js'
import { type RoundSettings, settingsFile } from './settings-file.js'

export interface Round {
  /** Such as "as user"; its folder is named after it. */
  name: string
  /** Their ids. */
  operations: readonly string[]
  token?: string
  /** Values that fit, as the settings file takes them. */
  usual?: RoundSettings['usual']
  usualFor?: RoundSettings['usualFor']
  /** Each call gets a new account instead of the token. */
  ownAccounts?: boolean
  seconds: number
}

export interface RoundPlace {
  /** Which has Schemathesis. */
  python: string
  url: string
  password: string
  folder: string
  seed: number
  signal: AbortSignal
}

/** What is read of the report that Schemathesis writes. */
export interface RoundReport {
  /** False where time ran out before every operation had its turn. */
  complete: boolean
  operations: { selected: number; tested: number }
  test_cases: { generated: number }
  failures: Array<{ title: string; count: number; operations: string[] }>
  errors: unknown[]
}

/** It ends by itself, a little late when an answer is slow; a round that does not is ended. */
const graceMs = 90_000

export async function runRound(round: Round, place: RoundPlace): Promise<RoundReport> {
  const folder = join(place.folder, round.name.replaceAll(' ', '-'))
  mkdirSync(folder, { recursive: true })
  const { operations, token, usual = {}, usualFor = {}, ownAccounts = false, seconds } = round
  const apart = endsTokensOfIds.filter((id) => operations.includes(id))
  const settings = { apart, withToken: token !== undefined, usual, usualFor }
  writeFileSync(join(folder, 'schemathesis.toml'), settingsFile(settings))
  const args = [
    ...['run', `${place.url}/openapi.json`, '--no-color', '--seed', String(place.seed)],
    ...['--max-time', String(seconds), '--report', 'json', '--report-json-path', 'report.json'],
    // What is made with an account of its own has no earlier answer to go on from.
    ...(ownAccounts ? ['--phases', 'examples,coverage,fuzzing'] : []),
    ...operations.flatMap((id) => ['--include-operation-id', id]),
  ]
  const environment = {
    ...userEnvironment(),
    PYTHONPATH: join(ROOT, 'tools', 'fuzz'),
    PYTHONDONTWRITEBYTECODE: '1',
    SCHEMATHESIS_HOOKS: 'eventflow_hooks',
    EVENTFLOW_FUZZ_URL: place.url,
    EVENTFLOW_FUZZ_TOKEN: token,
    EVENTFLOW_FUZZ_PASSWORD: place.password,
    EVENTFLOW_FUZZ_OWN_ACCOUNTS: String(ownAccounts),
  }
  const output = join(folder, 'output.txt')
  const code = await ended([place.python, '-m', 'schemathesis.cli', ...args], {
    ...{ folder, environment, output, signal: place.signal },
    withinMs: seconds * 1_000 + graceMs,
  })
  const report = readJson<RoundReport>(join(folder, 'report.json'))
  if (!report) throw new Error(`the round ${round.name} ended with ${code} and no report: see ${output}`)
  return withNothingMissing(report, operations.length)
}

/** A platform that fell before the first call leaves a report of which half is null. */
const withNothingMissing = (report: Partial<RoundReport>, selected: number): RoundReport => ({
  complete: report.complete ?? false,
  operations: report.operations ?? { selected, tested: 0 },
  test_cases: report.test_cases ?? { generated: 0 },
  failures: report.failures ?? [],
  errors: report.errors ?? [],
})

interface Running {
  folder: string
  environment: Readonly<Record<string, string | undefined>>
  output: string
  withinMs: number
  signal: AbortSignal
}

function ended([program = '', ...args]: string[], running: Running): Promise<number | null> {
  const { folder, environment, output, withinMs, signal } = running
  const file = openSync(output, 'w', 0o600)
  const child = spawn(program, args, {
    cwd: folder,
    env: environment as NodeJS.ProcessEnv,
    stdio: ['ignore', file, file],
    timeout: withinMs,
  })
  closeSync(file)
  const stop = () => child.kill('SIGKILL')
  signal.addEventListener('abort', stop)
  return new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) =>
      signal.aborted ? reject(new Stopped('stopped before it had ended')) : resolve(code),
    )
  }).finally(() => signal.removeEventListener('abort', stop))
}
