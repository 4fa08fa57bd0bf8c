// A new event: its contract, and a test that says what is still to be decided about it.
import { Impossible } from '../launcher/component.js'
import type { Tree } from '../tidy/reading/tree.js'
import { pascalCase } from '../tidy/reading/words.js'
import type { Plan } from './plan.js'
import { contractOf, requireService } from './platform.js'
import { camelCase, kebabOfEvent, spoken } from './words.js'

export interface EventFacts {
  type: string
  producer: string
}

export function planEvent(tree: Tree, { type, producer }: EventFacts): Plan {
  requireService(tree, producer)
  const known = contractOf(tree, type)
  if (known) throw new Impossible(`${type} is declared already`, `see ${known.path}`)
  const file = `shared/contracts/src/${producer}/${kebabOfEvent(type)}`
  return {
    created: new Map([
      [`${file}.ts`, contract(type, producer)],
      [`${file}.unit.spec.ts`, spec(type)],
    ]),
    edited: new Map(),
    steps: [
      `say in ${file}.ts what has happened, and what its consumers must know`,
      'its shape is free until `npm run contracts -- release` writes it down',
      `return ${pascalCase(kebabOfEvent(type))}({ ... }) from a route or a reaction of services/${producer}`,
      `npm run new -- reaction <service> <do-this> --when ${type}`,
    ],
  }
}

const exampleId = '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12'

function contract(type: string, producer: string): string {
  const [entity = ''] = type.split('.')
  const id = `${camelCase(entity)}Id`
  return `// What the ${producer} service tells when it happened: ${spoken(kebabOfEvent(type))}.
import { defineEvent } from '../event.js'
import { uuid } from '../fields.js'

export const ${pascalCase(kebabOfEvent(type))} = defineEvent({
  type: '${type}',
  version: 1,
  producer: '${producer}',
  key: '${id}',
  schema: {
    ${id}: uuid(),
  },
  examples: [{ ${id}: '${exampleId}' }],
})
`
}

function spec(type: string): string {
  const name = pascalCase(kebabOfEvent(type))
  return `import assert from 'node:assert/strict'
import { ${name} } from './${kebabOfEvent(type)}.js'

describe('${type}', () => {
  it('can be told with its own example', () => {
    assert.deepEqual(${name}.check(${name}.examples[0]), [])
  })

  it('carries all that a consumer needs, so that none has to ask back')
  it('refuses what no consumer could use')
})
`
}
