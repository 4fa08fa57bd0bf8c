// A new reaction: its file, its line in the wiring, and a test that says what is still to be done.
import { Impossible } from '../launcher/component.js'
import type { Tree } from '../tidy/reading/tree.js'
import { filesWithDependency } from './npm-files.js'
import type { Plan } from './plan.js'
import { contractOf, contracts, requireService } from './platform.js'
import { listedIn } from './wiring.js'
import { asSentence, camelCase, kebabOfEvent, spoken } from './words.js'

export interface ReactionFacts {
  service: string
  act: string
  when: string
}

export function planReaction(tree: Tree, { service, act, when }: ReactionFacts): Plan {
  requireService(tree, service)
  const event = contractOf(tree, when)
  if (!event) {
    const known = contracts(tree).map(({ type }) => type)
    throw new Impossible(
      `no contract declares ${when}`,
      `declare it first, or one of: ${known.sort().join(', ')}`,
    )
  }
  const name = `${act}-when-${kebabOfEvent(when)}`
  const file = `services/${service}/src/${act}/${name}`
  const wiring = `services/${service}/src/service.ts`
  const listing = { list: 'reactions' as const, factory: camelCase(name), specifier: `./${act}/${name}.js` }
  return {
    created: new Map([
      [`${file}.ts`, reaction(event.name, name)],
      [`${file}.unit.spec.ts`, spec(name)],
    ]),
    edited: new Map([
      [wiring, listedIn(wiring, tree.files.get(wiring) ?? '', listing)],
      ...filesWithDependency(tree, `services/${service}`, '@eventflow/contracts'),
    ]),
    steps: [
      `write ${file}.ts: load, decide, save, return the events that follow; hand it what it needs in ${wiring}`,
      `turn the open tests of ${name}.unit.spec.ts into real ones`,
    ],
  }
}

function reaction(event: string, name: string): string {
  const [act = '', happened = ''] = name.split('-when-')
  return `// ${asSentence(act)} when ${spoken(happened)}: not written yet, so each message is parked and none is lost.
import { permanent, reaction } from '@eventflow/backbone'
import { ${event} } from '@eventflow/contracts'

export const ${camelCase(name)} = () =>
  reaction(${event}, async () => {
    throw permanent('${spoken(act)} is not written yet')
  })
`
}

function spec(name: string): string {
  return `import assert from 'node:assert/strict'
import { ${camelCase(name)} } from './${name}.js'

describe('${spoken(name)}', () => {
  it('parks the message as long as it is not written', async () => {
    await assert.rejects(${camelCase(name)}().handle({} as never), /not written yet/)
  })

  it('acts on what has happened')
  it('changes nothing when the same event comes twice')
  it('refuses by an event where the business says no')
  it('is retried when something of ours fails, and parked when that does not help')
})
`
}
