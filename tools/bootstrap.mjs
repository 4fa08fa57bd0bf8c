// The way into every command of the repository: installs and builds what is missing, then runs it. Needs nothing but Node.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const MODULES = join(ROOT, 'node_modules')
const STAMP = join(MODULES, '.eventflow-stamp')
const LOCK = join(ROOT, 'package-lock.json')

// These only look at, or end, what an earlier command has built: they must answer at once, also without a network.
const NEEDS_NO_BUILD = ['status', 'logs', 'stop', 'reset']

const REGISTRY_WITHIN_MS = 10_000
const NETWORK_ERRORS = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT/

const [command, ...args] = process.argv.slice(2)

// Whoever wants JSON gets nothing else on the standard output.
const out = args.includes('--json') ? process.stderr : process.stdout

/** Says what is wrong and what to do about it, a line each, and ends. */
function giveUp(what, advice) {
  console.error(`✘ ${what}\n  ${advice}`)
  process.exit(1)
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22) return
  giveUp(
    `this is Node ${process.versions.node}, too old for EventFlow`,
    'install Node 20.19 or later (not 21), or 22.12 or later: https://nodejs.org',
  )
}

function checkFolder() {
  try {
    accessSync(ROOT, constants.W_OK)
  } catch (error) {
    giveUp(
      `the folder ${ROOT} cannot be written (${error.code})`,
      'make it writable for you, or clone the repository elsewhere',
    )
  }
}

/** Runs a child to its end under a title, with the time it took; what it says is shown only when it fails. */
async function step(title, childArgs) {
  const startedAt = Date.now()
  const elapsed = () => `(${((Date.now() - startedAt) / 1000).toFixed(1)} s)`
  const live = out.isTTY
  if (live) out.write(`… ${title}`)
  else if (title.startsWith('install')) out.write(`… ${title}\n`)
  const timer = live && setInterval(() => out.write(`\r… ${title} ${elapsed()}`), 200)
  const { code, output } = await runNode(childArgs)
  clearInterval(timer)
  out.write(`${live ? '\r' : ''}${code === 0 ? '✔' : '✘'} ${title} ${elapsed()}\n`)
  return { ok: code === 0, output }
}

function runNode(childArgs) {
  const child = spawn(process.execPath, childArgs, {
    cwd: ROOT,
    env: { ...process.env, SCARF_ANALYTICS: 'false' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const stop = (signal) => {
    child.kill(signal)
    process.exit(130)
  }
  process.once('SIGINT', stop).once('SIGTERM', stop)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk
    })
  }
  return new Promise((done) => {
    child.once('close', (code) => {
      process.off('SIGINT', stop).off('SIGTERM', stop)
      done({ code, output: output.trim() })
    })
  })
}

const hashOf = (file) => createHash('sha256').update(readFileSync(file)).digest('hex')

function readOr(file, fallback) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return fallback
  }
}

/** True when what npm wrote down as installed is what the lock file wants, so that an `npm ci` by hand counts too. */
function installedByHand() {
  const installed = JSON.parse(readOr(join(MODULES, '.package-lock.json'), '{}')).packages
  if (!installed) return false
  const wanted = Object.entries(JSON.parse(readFileSync(LOCK, 'utf8')).packages)
  return wanted
    .filter(([path, entry]) => path.startsWith('node_modules/') && !entry.optional && !entry.devOptional)
    .every(([path, entry]) =>
      entry.link ? existsSync(join(ROOT, path)) : installed[path]?.version === entry.version,
    )
}

async function install() {
  const hash = hashOf(LOCK)
  if (readOr(STAMP, '') === hash) return
  if (!installedByHand()) {
    const npm = npmProgram()
    const unreachable = await whyUnreachable(await registryAddress(npm))
    // Without this npm asks for every single package before it gives up; what an earlier install has cached still does.
    const offline = unreachable ? ['--offline'] : []
    const { ok, output } = await step('installing the packages (npm ci)', [
      npm,
      'ci',
      '--no-progress',
      ...offline,
    ])
    if (!ok) explainInstall(unreachable ?? '', output)
  }
  writeFileSync(STAMP, hash)
}

/** npm as a script for this very Node: the one that called us, else the one that came with Node. */
function npmProgram() {
  const beside = join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js')
  const windows = join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js')
  const found = [process.env.npm_execpath, beside, windows].find(
    (file) => file?.endsWith('npm-cli.js') && existsSync(file),
  )
  return found ?? giveUp('npm was not found beside Node', 'run `npm ci` yourself, then this command again')
}

/** Undefined where a proxy stands between, because then only npm can find out. */
async function registryAddress(npm) {
  const proxied = Object.keys(process.env).some((name) => /^(npm_config_)?(https?_)?proxy$/i.test(name))
  const { output } = await runNode([npm, 'config', 'get', 'registry'])
  const address = output.split('\n').find((line) => URL.canParse(line))
  return proxied || !address ? undefined : new URL(address)
}

/** The code of the error that keeps us from connecting, such as ENOTFOUND; undefined when the registry can be reached. */
function whyUnreachable(address) {
  if (!address) return undefined
  const port = Number(address.port || (address.protocol === 'http:' ? 80 : 443))
  const socket = connect({ host: address.hostname, port, timeout: REGISTRY_WITHIN_MS })
  return new Promise((done) => {
    socket.once('connect', () => done(undefined))
    socket.once('timeout', () => done('ETIMEDOUT'))
    socket.once('error', (error) => done(error.code ?? error.message))
  }).finally(() => socket.destroy())
}

function explainInstall(unreachable, output) {
  const reason = unreachable || NETWORK_ERRORS.exec(output)?.[0]
  if (reason) {
    giveUp(
      `npm ci could not reach the package registry (${reason})`,
      'check the network or the proxy (`npm config get registry`), then run the same command again',
    )
  }
  const disk = /ENOSPC|EACCES|EROFS/.exec(output)
  if (disk)
    giveUp(
      `npm ci could not write to ${MODULES} (${disk[0]})`,
      'free some space there, or make it writable for you',
    )
  console.error(output.split('\n').slice(-20).join('\n'))
  giveUp('npm ci failed for the reason above', 'mend it, then run the same command again')
}

async function build() {
  const compiler = join(MODULES, 'typescript', 'bin', 'tsc')
  const { ok, output } = await step('building (tsc -b)', [
    compiler,
    '-b',
    ...(process.stdout.isTTY ? ['--pretty'] : []),
  ])
  if (ok) return
  console.error(output)
  giveUp('the build failed with the errors above', 'mend them, then run the same command again')
}

/** A command is a compiled file of that name in the launcher, or the `main` of its own folder below tools. */
function findMain() {
  const tools = join(ROOT, 'tools', 'dist')
  const names = [
    join('launcher', `${command}.js`),
    join('launcher', `${command}-main.js`),
    join(command, 'main.js'),
  ]
  return names.map((name) => join(tools, name)).find((file) => existsSync(file))
}

checkNode()
if (!command || !/^[a-z][a-z-]*$/.test(command)) {
  giveUp(
    'no command was given',
    'one of: start, status, logs, stop, reset, test, demo, dead-letters, feed, trace, ' +
      'generate, contracts, new, bench, chaos, fuzz, topology',
  )
}
const quick = NEEDS_NO_BUILD.includes(command)
if (!quick) {
  checkFolder()
  await install()
  await build()
}
const main = findMain()
if (!main && quick) giveUp('nothing has been built yet, so nothing is running', 'npm start')
if (!main) giveUp(`there is no command "${command}"`, 'the scripts in package.json show which there are')

// In this very process, so that a Ctrl-C or a kill reaches the command itself and not a parent that has to pass it on.
process.setSourceMapsEnabled(true)
process.argv = [process.argv[0], main, ...args]
await import(pathToFileURL(main).href)
