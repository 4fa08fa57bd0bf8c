// `node tools/bootstrap.mjs infra`: a throw-away infrastructure in the foreground, for working on single tests.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { aborted, runMain, stopSignal } from './command.js'
import type { Provided } from './component.js'
import { createGround } from './ground.js'
import { components, infrastructureEnvironment } from './infra/all.js'
import { provideAll } from './infrastructure.js'
import { writeJson } from './json-file.js'
import { removeStack } from './orphans.js'
import { STACKS } from './places.js'
import { createProgress } from './progress.js'
import { shutDown } from './shut-down.js'
import { userEnvironment } from './user-environment.js'

const ENVIRONMENT_FILE = join(STACKS, 'test-env.json')

void runMain(async () => {
  const signal = stopSignal()
  const progress = createProgress()
  const folder = join(STACKS, `test-${process.pid}`)
  let provided: Record<string, Provided> = {}
  try {
    const ground = createGround({ folder, throwaway: true, environment: userEnvironment(), signal })
    provided = await provideAll(components, ground, progress)
    writeJson(ENVIRONMENT_FILE, infrastructureEnvironment(provided))
    progress.line(`The addresses are in ${ENVIRONMENT_FILE}. Ctrl-C ends it.`)
    await aborted(signal)
  } finally {
    await shutDown([], Object.values(provided))
    rmSync(ENVIRONMENT_FILE, { force: true })
    removeStack(folder)
  }
  return 0
})
