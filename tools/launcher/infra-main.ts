// `node tools/bootstrap.mjs infra`: a throw-away infrastructure in the foreground, for working on single tests.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { aborted, runMain, stopEverything, stopSignal } from './command.js'
import { createGround } from './ground.js'
import { components, infrastructureEnvironment } from './infra/all.js'
import { removeRefuge } from './infra/postgres-place.js'
import { provideAll } from './infrastructure.js'
import { writeJson } from './json-file.js'
import { STACKS } from './places.js'
import { createProgress } from './progress.js'

const ENVIRONMENT_FILE = join(STACKS, 'test-env.json')

void runMain(async () => {
  const signal = stopSignal()
  const progress = createProgress()
  const folder = join(STACKS, `test-${process.pid}`)
  try {
    const ground = createGround({ folder, throwaway: true, environment: process.env, signal })
    const provided = await provideAll(components, ground, progress)
    writeJson(ENVIRONMENT_FILE, infrastructureEnvironment(provided))
    progress.line(`The addresses are in ${ENVIRONMENT_FILE}. Ctrl-C ends it.`)
    await aborted(signal)
  } finally {
    await stopEverything(() => true)
    rmSync(ENVIRONMENT_FILE, { force: true })
    removeRefuge(folder)
    rmSync(folder, { recursive: true, force: true })
  }
  return 0
})
