// Builds the S3 server from its pinned source with a Go toolchain, once for all stacks.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Ground } from '../component.js'
import { ROOT, STACKS } from '../places.js'
import { findProgram, lastLine, runCommand } from '../run-command.js'
import type { NotHere } from './ways.js'

const SOURCES = join(ROOT, 'tools', 's3')
const PACKAGE = 'github.com/versity/versitygw/cmd/versitygw'
// Half a minute on two cores, plus the download of its modules on a slow line.
const BUILD_WITHIN_MS = 300_000

export async function buildVersitygw(ground: Ground): Promise<{ program: string } | NotHere> {
  const version = createHash('sha256')
    .update(readFileSync(join(SOURCES, 'go.sum')))
    .digest('hex')
    .slice(0, 12)
  const folder = join(STACKS, 'cache', 'versitygw')
  const program = join(folder, `versitygw-${version}`)
  if (existsSync(program)) return { program }
  const go = findProgram(['go', '/usr/local/go/bin/go'], ground.environment)
  if (!go) return { not: 'there is no Go to build an S3 server' }
  ground.say('building the S3 server, once, about half a minute')
  mkdirSync(folder, { recursive: true })
  const draft = `${program}.${process.pid}.draft`
  try {
    const command = [go, 'build', '-trimpath', '-ldflags', '-s -w', '-o', draft, PACKAGE]
    const environment = { ...ground.environment, CGO_ENABLED: '0' }
    const options = { timeoutMs: BUILD_WITHIN_MS, folder: SOURCES, environment, signal: ground.signal }
    const { ok, output } = await runCommand(command, options)
    ground.signal.throwIfAborted()
    if (!ok) return { not: `Go could not build the S3 server (${lastLine(output)})` }
    renameSync(draft, program)
    return { program }
  } finally {
    rmSync(draft, { force: true })
  }
}
