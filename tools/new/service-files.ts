// The files that a new service begins with: what all services have, wired up, with nothing of its own yet.
import { camelCase } from './words.js'

export interface Manifest {
  name: string
  version: string
  private: boolean
  description: string
  license: string
  main: string
  types: string
  scripts: Record<string, string>
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
}

export const manifestOf = (name: string, version: string): Manifest => ({
  name: `@eventflow/${name}`,
  version,
  private: true,
  description: `The ${name} service.`,
  license: 'MIT',
  main: 'dist/service.js',
  types: 'dist/service.d.ts',
  scripts: { build: 'tsc -b', test: `node ../../tools/bootstrap.mjs test services/${name}` },
  dependencies: {
    '@eventflow/backbone': version,
    '@eventflow/http': version,
    '@eventflow/runtime': version,
  },
  devDependencies: { '@eventflow/testing': version },
})

const shared = ['contracts', 'runtime', 'backbone', 'http', 'testing']

export const compilerSettings = {
  extends: '../../tsconfig.base.json',
  compilerOptions: { rootDir: 'src', outDir: 'dist' },
  include: ['src'],
  references: shared.map((name) => ({ path: `../../shared/${name}` })),
}

export const mainOf = (name: string) => `// Runs the ${name} service as a process of its own.
import { run } from '@eventflow/runtime'
import { ${camelCase(name)}Service } from './service.js'

void run(${camelCase(name)}Service)
`

export const configOf = (name: string) => `// What the ${name} service can be told from outside.
import { rabbitSettings } from '@eventflow/backbone'
import { httpSettings, identitySettings } from '@eventflow/http'
import { baseSettings, databaseSettings } from '@eventflow/runtime'

export const settings = {
  ...baseSettings,
  http: httpSettings,
  identity: identitySettings,
  database: databaseSettings,
  rabbit: rabbitSettings,
}
`

export const wiringOf = (name: string) => `// The ${name} service: say here in one sentence what it owns.
import { backboneMigrations, openBackbone, type Reaction } from '@eventflow/backbone'
import { createApp, createVerifier, listen, type Route, remoteKeys } from '@eventflow/http'
import { defineService } from '@eventflow/runtime'
import { openDatabase } from '@eventflow/runtime/database'
import { settings } from './config.js'

export const ${camelCase(name)}Service = defineService(
  '${name}',
  settings,
  async ({ config, logger, health, metrics, owns }) => {
    // Resources, closed in reverse order once the work in flight is done.
    const migrations = [...backboneMigrations]
    const database = owns(await openDatabase(config.database, { entities: [], migrations, logger }))
    const backbone = owns(await openBackbone(config.rabbit, { service: '${name}', database, logger, metrics }))
    const verifyToken = createVerifier({
      ...config.identity,
      keyOf: remoteKeys(config.identity.authUrl, { logger }),
    })

    // What it does when asked.
    const routes: Route[] = []

    // What it does when something happened elsewhere.
    const reactions: Reaction[] = []

    await backbone.consume(reactions)
    const parts = { name: '${name}', routes, logger, health, metrics, verifyToken, backbone }
    owns(await listen(createApp({ ...parts, http: config.http }), config.http))
  },
)
`

export const specOf = (
  name: string,
) => `import { clientOf, eventually, type TestIdentity, type TestStack, testIdentity, testStack } from '@eventflow/testing'
import { ${camelCase(name)}Service } from './service.js'

describe('the ${name} service', () => {
  let stack: TestStack
  let identity: TestIdentity
  let url: string

  before(async () => {
    stack = await testStack()
    identity = await testIdentity()
    const service = await stack.start(${camelCase(name)}Service, { AUTH_URL: identity.url })
    url = service.url
  })

  after(async () => {
    await stack.close()
    await identity.close()
  })

  it('is ready as soon as its database and the broker answer', async () => {
    await eventually(() => clientOf(url).get('/readyz').expect(200))
  })
})
`
