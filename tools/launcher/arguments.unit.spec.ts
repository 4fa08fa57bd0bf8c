import assert from 'node:assert/strict'
import { parseLogs, parseNothing, parseReset, parseStart, parseTest } from './arguments.js'
import { Impossible } from './component.js'

const refusal = (work: () => unknown): Impossible => {
  try {
    work()
  } catch (error) {
    assert.ok(error instanceof Impossible, String(error))
    return error
  }
  return assert.fail('it was not refused')
}

describe('what is typed behind npm start', () => {
  it('starts everything, with demo data and the web page, when nothing is typed', () => {
    assert.deepEqual(parseStart([]), { only: undefined, empty: false, web: true, detach: false })
  })

  it('understands all of its flags together', () => {
    const options = parseStart(['--only', 'order, payment', '--empty', '--no-web', '--detach'])
    assert.deepEqual(options, { only: ['order', 'payment'], empty: true, web: false, detach: true })
  })

  it('understands a list that is glued to its flag', () => {
    assert.deepEqual(parseStart(['--only=auth']).only, ['auth'])
  })

  it('refuses a flag that does not exist and shows those that do', () => {
    const { message, advice } = refusal(() => parseStart(['--onyl', 'auth']))
    assert.match(message, /--onyl/)
    assert.match(advice, /--only <value>, --empty, --no-web, --detach/)
  })

  it('reminds of the two dashes when npm has swallowed the flag and left its value', () => {
    const { message, advice } = refusal(() => parseStart(['auth,user']))
    assert.match(message, /"auth,user" is not understood/)
    assert.match(advice, /two dashes/)
  })

  it('refuses --only without a list', () => {
    assert.match(refusal(() => parseStart(['--only'])).message, /--only/)
  })

  it('says in one line each what is wrong and what to do', () => {
    const { message, advice } = refusal(() => parseStart(['--nonsense']))
    assert.ok(!message.includes('\n') && !advice.includes('\n'))
  })
})

describe('what is typed behind the other commands', () => {
  it('shows the last fifty lines of a log unless told otherwise', () => {
    assert.deepEqual(parseLogs(['auth']), { name: 'auth', follow: false, lines: 50 })
    assert.deepEqual(parseLogs(['auth', '-f', '--lines', '5']), { name: 'auth', follow: true, lines: 5 })
  })

  it('refuses a number of lines that is none', () => {
    assert.match(refusal(() => parseLogs(['auth', '--lines', 'many'])).message, /many/)
    assert.match(refusal(() => parseLogs(['auth', '--lines=-3'])).message, /-3/)
  })

  it('refuses a second name of a log', () => {
    assert.match(refusal(() => parseLogs(['auth', 'user'])).message, /"user"/)
  })

  it('resets without asking only when told so', () => {
    assert.deepEqual(parseReset([]), { yes: false })
    assert.deepEqual(parseReset(['--yes']), { yes: true })
  })

  it('tells of a command without arguments that it takes none', () => {
    assert.match(
      refusal(() => parseNothing('npm run stop', ['now'])).advice,
      /npm run stop takes no arguments/,
    )
  })

  it('takes any number of paths for a test run', () => {
    assert.deepEqual(parseTest([]), { paths: [] })
    assert.deepEqual(parseTest(['shared/http', 'tools']), { paths: ['shared/http', 'tools'] })
  })
})
