// A further process of a service: its file, its wiring, its name in package.json, and its container.
import { Impossible } from '../launcher/component.js'
import type { Tree } from '../tidy/reading/tree.js'
import { composeWithProcess } from './compose-block.js'
import { json, readJson } from './npm-files.js'
import type { Plan } from './plan.js'
import { requireService } from './platform.js'
import type { Manifest } from './service-files.js'
import { camelCase } from './words.js'

interface WithProcesses extends Manifest {
  eventflow?: { processes?: Record<string, string> }
}

export function planProcess(tree: Tree, { service, name }: { service: string; name: string }): Plan {
  requireService(tree, service)
  const folder = `services/${service}`
  const manifest = readJson<WithProcesses>(tree, `${folder}/package.json`)
  const known = manifest.eventflow?.processes ?? {}
  if (name === 'main' || known[name])
    throw new Impossible(`${service} has a process "${name}" already`, 'choose another name')
  const processes = { ...known, [name]: `dist/${name}.js` }
  return {
    created: new Map([
      [`${folder}/src/${name}.ts`, mainOf(service, name)],
      [`${folder}/src/${name}-service.ts`, wiringOf(service, name)],
    ]),
    edited: new Map([
      [`${folder}/package.json`, json({ ...manifest, eventflow: { ...manifest.eventflow, processes } })],
      ['docker-compose.yml', composeWithProcess(tree.files.get('docker-compose.yml') ?? '', service, name)],
    ]),
    steps: [
      `say in the first line of ${folder}/src/${name}-service.ts what this process does`,
      `move what it is to do from ${folder}/src/service.ts into it: reactions are consumed by one of the two`,
      `npm start -- --only ${service} starts both, npm run logs ${service}-${name} shows what it says`,
    ],
  }
}

const exported = (service: string, name: string) => camelCase(`${service}-${name}`)

const mainOf = (
  service: string,
  name: string,
) => `// Runs the ${name} of the ${service} service as a process of its own.
import { run } from '@eventflow/runtime'
import { ${exported(service, name)} } from './${name}-service.js'

void run(${exported(service, name)})
`

const wiringOf = (
  service: string,
  name: string,
) => `// The ${name} of the ${service} service: say here in one sentence what it does.
import { createApp, listen } from '@eventflow/http'
import { defineService } from '@eventflow/runtime'
import { settings } from './config.js'

export const ${exported(service, name)} = defineService(
  '${service}-${name}',
  settings,
  async ({ config, logger, health, metrics, owns }) => {
    // Probes and metrics, which every process has.
    const parts = { name: '${service}-${name}', routes: [], logger, health, metrics }
    owns(await listen(createApp({ ...parts, http: config.http }), config.http))
  },
)
`
