// `npm run stop`: ends the stack of `npm start`, also one whose launcher was killed.
import { parseNothing } from './arguments.js'
import { runMain } from './command.js'
import { stopStack } from './stop-stack.js'

void runMain(async () => {
  parseNothing('npm run stop', process.argv.slice(2))
  console.log(await stopStack())
  return 0
})
