// A new service: its folder, its line in the compiler's and npm's lists of packages, and its container.
import { Impossible } from '../launcher/component.js'
import { folderNames } from '../tidy/folder-names.js'
import { type Tree, treeOf } from '../tidy/reading/tree.js'
import { composeWithService } from './compose-block.js'
import { json, lockWithPackage, readJson, versionOf } from './npm-files.js'
import type { Plan } from './plan.js'
import { compilerSettings, configOf, mainOf, manifestOf, specOf, wiringOf } from './service-files.js'

export function planService(tree: Tree, name: string): Plan {
  refuseTaken(tree, name)
  refuseVague(name)
  const folder = `services/${name}`
  const manifest = manifestOf(name, versionOf(tree))
  return {
    created: new Map([
      [`${folder}/package.json`, json(manifest)],
      [`${folder}/tsconfig.json`, json(compilerSettings)],
      [`${folder}/src/main.ts`, mainOf(name)],
      [`${folder}/src/config.ts`, configOf(name)],
      [`${folder}/src/service.ts`, wiringOf(name)],
      [`${folder}/src/${name}.int.spec.ts`, specOf(name)],
    ]),
    edited: new Map([
      ['tsconfig.json', json(withReference(readJson(tree, 'tsconfig.json'), folder))],
      ['package-lock.json', lockWithPackage(tree, folder, manifest)],
      ['docker-compose.yml', composeWithService(tree.files.get('docker-compose.yml') ?? '', name)],
    ]),
    steps: [
      `say in the first line of ${folder}/src/service.ts and in ${folder}/README.md what it owns`,
      `npm run new -- event <entity>.<past-verb> --producer ${name}`,
      `npm run new -- reaction ${name} <do-this> --when <entity>.<past-verb>`,
      'list its paths in the gateway once it has routes',
    ],
  }
}

function refuseTaken(tree: Tree, name: string): void {
  const taken = tree.packages.find((one) => one.name === `@eventflow/${name}`)
  if (taken) throw new Impossible(`there is ${taken.folder} already`, 'choose another name')
}

/** `any` is what contracts call an event that every service publishes. */
function refuseVague(name: string): void {
  const findings = folderNames.find(treeOf({ [`services/${name}/package.json`]: '{}' }))
  if (findings.length === 0 && name !== 'any') return
  throw new Impossible(
    `"${name}" says nothing about what the service does`,
    'name it by what it owns: order, loyalty',
  )
}

interface Workspace {
  references: { path: string }[]
}

/** Behind the last service, so that the list keeps its order: shared packages, services, tools. */
function withReference(workspace: Workspace, folder: string): Workspace {
  const at = workspace.references.findLastIndex(({ path }) => path.startsWith('services/')) + 1
  return { ...workspace, references: workspace.references.toSpliced(at, 0, { path: folder }) }
}
