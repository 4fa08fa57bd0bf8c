// `npm run logs <name>`: the last lines of a service or component, and the next ones as they come.
import { parseLogs } from './arguments.js'
import { aborted, runMain, stopSignal } from './command.js'
import { Impossible } from './component.js'
import { findLogs, followLog } from './log-files.js'
import { STACK_FOLDER } from './places.js'
import { tailOf } from './wait-until.js'

void runMain(async () => {
  const { name, follow, lines } = parseLogs(process.argv.slice(2))
  const logs = findLogs(STACK_FOLDER)
  const names = [...logs.keys()].sort().join(', ')
  if (!names) throw new Impossible('there are no logs yet', 'npm start')
  if (!name) throw new Impossible('no name was given', `npm run logs <name>, where name is one of: ${names}`)
  const file = logs.get(name)
  if (!file) throw new Impossible(`there is no log of "${name}"`, `there are: ${names}`)
  for (const line of tailOf(file, lines)) console.log(line)
  if (!follow) return 0
  const stop = stopSignal()
  followLog(file, (text) => process.stdout.write(text), stop)
  await aborted(stop)
  return 0
})
