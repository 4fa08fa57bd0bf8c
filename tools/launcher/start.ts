// `npm start`: puts up the whole platform on this machine and stays with it until Ctrl-C.
import { parseStart } from './arguments.js'
import { runMain, stopSignal } from './command.js'
import { startDetached } from './detach.js'
import { runLocalStack } from './local-stack.js'
import { ROOT } from './places.js'

void runMain(async () => {
  const args = process.argv.slice(2)
  const options = parseStart(args)
  // From where a process works it is told whose it is; see `runs-below.ts`.
  process.chdir(ROOT)
  // The launcher in the background takes a second SIGTERM for what it is, and kills its own.
  const stop = stopSignal(options.detach ? 'SIGTERM' : 'SIGKILL')
  if (options.detach) return startDetached(args, stop)
  return runLocalStack(options, stop)
})
