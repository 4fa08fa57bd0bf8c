// `npm run new`: writes the beginning of a service, a process of one, an event or a reaction, and says what comes next.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { runMain } from '../launcher/command.js'
import { Impossible } from '../launcher/component.js'
import { ROOT } from '../launcher/places.js'
import { treeAt } from '../tidy/reading/checkout.js'
import type { Tree } from '../tidy/reading/tree.js'
import { write } from './changes.js'
import { planEvent } from './event.js'
import type { Plan } from './plan.js'
import { planProcess } from './process.js'
import { planReaction } from './reaction.js'
import { parseRequest, type Request } from './request.js'
import { planService } from './service.js'

void runMain(async () => {
  const request = parseRequest(process.argv.slice(2))
  const plan = planOf(treeAt(ROOT), request)
  write(ROOT, plan)
  if (request.kind === 'service') link(request.name)
  for (const path of plan.created.keys()) console.log(`  new      ${path}`)
  for (const path of plan.edited.keys()) console.log(`  changed  ${path}`)
  // An event is in the catalogue after the first round, and what is made of the catalogue after the second.
  for (let round = 0; round < (request.kind === 'event' ? 2 : 1); round++) await generate()
  console.log('\nNext:')
  for (const [index, step] of plan.steps.entries()) console.log(`  ${index + 1}. ${step}`)
  return 0
})

function planOf(tree: Tree, request: Request): Plan {
  switch (request.kind) {
    case 'service':
      return planService(tree, request.name)
    case 'process':
      return planProcess(tree, request)
    case 'event':
      return planEvent(tree, request)
    case 'reaction':
      return planReaction(tree, request)
  }
}

/** As npm links a workspace, so that the service is found by its name without installing anew. */
function link(name: string): void {
  const place = join(ROOT, 'node_modules', '@eventflow', name)
  if (!existsSync(place)) symlinkSync(join('..', '..', 'services', name), place, 'dir')
}

/** By the way of every command, because it builds first: what is generated is read from the compiled services. */
async function generate(): Promise<void> {
  const child = spawn(process.execPath, [join(ROOT, 'tools', 'bootstrap.mjs'), 'generate'], {
    stdio: 'inherit',
  })
  const [code] = await once(child, 'exit')
  if (code === 0) return
  throw new Impossible(
    'the new files are there, but nothing could be generated from them',
    'npm run generate',
  )
}
