// The one list of places where a rule does not hold, each with the reason; an entry that is not needed any more is a finding.
import type { Exception } from './check.js'

export const exceptions: readonly Exception[] = [
  ...runByCommand({
    '@biomejs/biome': 'Formats and lints, started as a program by `npm test` and `npm run lint`.',
    '@types/mocha': 'Types of describe and it, which the test runner puts into every test.',
    '@types/node': "Types of Node's own modules, for every package.",
    c8: 'Measures which lines the tests reach, started as a program.',
    lerna: 'Runs a script in every package, and gives all of them one version.',
    mocha: 'Runs the tests, started as a program.',
    typescript: 'Compiles, started as a program.',
  }),
  {
    rule: 'dependencies',
    file: 'tools/bench/peers/package.json',
    about: '@nestjs/core is imported by nothing',
    reason: 'The packages of Nest expect it beside them.',
  },
  {
    rule: 'dependencies',
    file: 'tools/bench/peers/package.json',
    about: 'amqplib is imported by nothing',
    reason: 'The libraries that are built upon it expect it beside them.',
  },
  {
    rule: 'dead-exports',
    file: 'shared/backbone/src/index.ts',
    about: 'permanent is offered',
    reason: 'Belongs to the words of a reaction; `npm run new -- reaction` writes it into each new one.',
    comesAndGoes: true,
  },
  {
    rule: 'dead-exports',
    file: 'shared/contracts/src/fields.ts',
    about: 'is offered',
    reason:
      'One vocabulary for events and routes: a word is not withdrawn because nobody needs it this week.',
    comesAndGoes: true,
  },
  {
    rule: 'environment-readers',
    file: 'tools/bootstrap.mjs',
    reason:
      'It runs before anything is installed or built, so it has nothing to ask; it hands the environment on to npm.',
  },
  {
    rule: 'environment-readers',
    file: 'tools/launcher/user-environment.ts',
    reason:
      'The launcher is started by a person, not by a configuration: it reads what that person has set, here alone.',
  },
]

/** Programs that the root declares for everybody: they are started, never imported. */
function runByCommand(reasons: Record<string, string>): Exception[] {
  return Object.entries(reasons).map(([name, reason]) => ({
    rule: 'dependencies',
    file: 'package.json',
    about: `${name} is imported by nothing`,
    reason,
  }))
}
