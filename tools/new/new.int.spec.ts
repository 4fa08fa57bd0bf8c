// Alone: it builds the whole repository several times.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ROOT } from '../launcher/places.js'
import { treeAt } from '../tidy/reading/checkout.js'

const tsc = 'node_modules/typescript/bin/tsc'
const biome = 'node_modules/@biomejs/biome/bin/biome'
const mocha = 'node_modules/mocha/bin/mocha.js'

describe('npm run new, in a copy of the repository', function () {
  // Three generators and five builds, each a few seconds on a small machine.
  this.timeout(240_000)

  let copy: RepositoryCopy
  let findingsBefore: string[]

  const succeeds = (...args: string[]) => {
    const { code, output } = copy.node(...args)
    assert.equal(code, 0, `${args.join(' ')}\n${output}`)
    return output
  }
  const create = (line: string) => copy.node('tools/dist/new/main.js', ...line.split(' '))
  // Without line numbers, which move when something is added above.
  const findings = () =>
    copy
      .node('tools/dist/tidy/main.js')
      .output.split('\n')
      .filter((line) => line.endsWith(')'))
      .map((line) => line.replace(/:\d+ /, ' '))

  before(() => {
    copy = copyRepository()
    succeeds(tsc, '-b')
    findingsBefore = findings()
  })

  after(() => copy.remove())

  it('refuses what cannot be, in two lines, and leaves everything as it was', () => {
    const refusals: Array<[string, RegExp]> = [
      ['service user', /there is services\/user already/],
      ['service common', /"common" says nothing/],
      ['process nobody worker', /no service "nobody"/],
      ['process user main', /a process "main" already/],
      ['service http', /there is shared\/http already/],
      ['event user.registered --producer user', /declared already/],
      ['event ship.moored --producer nobody', /no service "nobody"/],
      ['event ship.moor --producer user', /does not say what has happened/],
      ['reaction nobody moor-ship --when user.registered', /no service "nobody"/],
      ['reaction user moor-ship --when ship.moored', /no contract declares ship\.moored/],
      ['reaction user create-profile --when user.registered', /exists already/],
    ]
    for (const [line, what] of refusals) {
      const { code, output } = create(line)
      assert.equal(code, 1, line)
      assert.match(output, what)
      assert.equal(output.trim().split('\n').length, 2, output)
    }
    assert.deepEqual(copy.touched(), [])
  })

  it('writes a service with two processes, an event and a reaction that pass every check as they are', () => {
    const lines = [
      'service harbour',
      'process harbour worker',
      'event ship.moored --producer harbour',
      'reaction harbour moor-ship --when user.registered',
      'reaction user thank --when ship.moored',
    ]
    for (const line of lines) {
      const { code, output } = create(line)
      assert.equal(code, 0, `${line}\n${output}`)
      assert.match(output, /Next:\n {2}1\. /)
    }
    succeeds(tsc, '-b')
    succeeds(biome, 'check', ...copy.touched())
    assert.deepEqual(
      findings().filter((finding) => !findingsBefore.includes(finding)),
      [],
    )
    const specs = ['services/harbour/dist/**/*.unit.spec.js', 'shared/contracts/dist/harbour/*.unit.spec.js']
    assert.match(succeeds(mocha, ...specs), /2 passing/)
    succeeds(mocha, 'tools/dist/compose/compose.unit.spec.js')
    const targets = readFileSync(join(copy.root, 'docs', 'monitoring', 'services.json'), 'utf8')
    for (const name of ['harbour', 'harbour-worker']) assert.ok(targets.includes(`"${name}:8080"`), name)
    succeeds(mocha, '--timeout', '30000', 'services/harbour/dist/harbour.int.spec.js')
  })
})

interface Outcome {
  code: number | null
  output: string
}

interface RepositoryCopy {
  root: string
  /** Runs a script of the copy with this Node. */
  node(...args: string[]): Outcome
  /** The files that differ from the repository, new ones included. */
  touched(): string[]
  remove(): void
}

const withinMs = 150_000

/** A copy in a folder of its own, under git, in which generators may do as they like. */
function copyRepository(): RepositoryCopy {
  const root = mkdtempSync(join(tmpdir(), 'eventflow-new-'))
  const tree = treeAt(ROOT)
  for (const path of tree.files.keys()) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    cpSync(join(ROOT, path), join(root, path))
  }
  linkModules(
    root,
    tree.packages.map(({ name, folder }) => ({ name, folder })),
  )
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' })
  git('init', '--quiet')
  git('add', '--all')
  git(
    '-c',
    'user.name=test',
    '-c',
    'user.email=test@example.test',
    'commit',
    '--quiet',
    '--message',
    'As it was.',
  )
  return {
    root,
    node: (...args) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, args, {
        cwd: root,
        encoding: 'utf8',
        timeout: withinMs,
      })
      return { code: status, output: stdout + stderr }
    },
    touched: () =>
      git('ls-files', '-z', '--modified', '--others', '--exclude-standard').split('\0').filter(Boolean),
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

/** The installed packages are shared with the repository; our own are those of the copy. */
function linkModules(root: string, workspaces: { name: string; folder: string }[]): void {
  const modules = join(root, 'node_modules')
  mkdirSync(join(modules, '@eventflow'), { recursive: true })
  for (const entry of readdirSync(join(ROOT, 'node_modules'))) {
    if (entry !== '@eventflow') symlinkSync(join(ROOT, 'node_modules', entry), join(modules, entry))
  }
  for (const { name, folder } of workspaces) {
    if (name.startsWith('@eventflow/')) symlinkSync(join(root, folder), join(modules, name))
    // Of what another package wants in another version, a workspace has its own.
    const own = join(ROOT, folder, 'node_modules')
    if (folder !== '' && folder !== '.' && existsSync(own))
      symlinkSync(own, join(root, folder, 'node_modules'))
  }
}
