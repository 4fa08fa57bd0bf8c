// `node tools/bootstrap.mjs infra`: a throw-away infrastructure in the foreground, for working on single tests.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { aborted, runMain, stopSignal } from './command.js'
import { components, infrastructureEnvironment } from './infra/all.js'
import { provideAll } from './infrastructure.js'
import { writeJson } from './json-file.js'
import { STACKS } from './places.js'
import { createProgress } from './progress.js'
import { withThrowAway } from './throw-away.js'

const ENVIRONMENT_FILE = join(STACKS, 'test-env.json')

void runMain(async () => {
  const signal = stopSignal()
  const progress = createProgress()
  await withThrowAway({ kind: 'test', signal }, async (ground, provided) => {
    Object.assign(provided, await provideAll(components, ground, progress))
    writeJson(ENVIRONMENT_FILE, infrastructureEnvironment(provided))
    progress.line(`The addresses are in ${ENVIRONMENT_FILE}. Ctrl-C ends it.`)
    await aborted(signal)
    rmSync(ENVIRONMENT_FILE, { force: true })
  })
  return 0
})
