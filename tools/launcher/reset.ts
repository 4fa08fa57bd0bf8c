// `npm run reset`: stops the stack and removes its data, after saying what that is.
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { parseReset } from './arguments.js'
import { runMain } from './command.js'
import { Impossible } from './component.js'
import { folderBytes } from './folder-size.js'
import { removeVolumes } from './infra/container-volumes.js'
import { refugeOf } from './infra/postgres-place.js'
import { clearAbandoned, removeStack } from './orphans.js'
import { ROOT, STACK_FOLDER, STACKS } from './places.js'
import { stopStack } from './stop-stack.js'
import { megabytes } from './table.js'

void runMain(async () => {
  const { yes } = parseReset(process.argv.slice(2))
  if (!existsSync(STACK_FOLDER)) {
    console.log('There are no data of a stack in this folder.')
    return 0
  }
  console.log('This stops EventFlow and removes its databases, queues, files, secrets and logs:')
  for (const folder of [STACK_FOLDER, refugeOf(STACK_FOLDER)]) {
    if (folder) console.log(`  ${folder} (${megabytes(await folderBytes(folder))})`)
  }
  if (!yes && !(await confirmed())) {
    console.log('Nothing was removed.')
    return 1
  }
  console.log(await stopStack())
  await removeVolumes(STACK_FOLDER)
  await clearAbandoned(STACKS, ROOT)
  removeStack(STACK_FOLDER)
  console.log('The data are removed; the next npm start begins anew.')
  return 0
})

async function confirmed(): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Impossible('nobody can be asked here', 'npm run reset -- --yes')
  const dialogue = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await dialogue.question('Remove them? (y/N) ')
  dialogue.close()
  return /^y(es)?$/i.test(answer.trim())
}
