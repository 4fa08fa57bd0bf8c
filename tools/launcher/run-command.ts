// Runs a program to its end, within a bound of time, and hands back what it said.
import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

export interface Finished {
  ok: boolean
  output: string
}

export interface CommandOptions {
  timeoutMs: number
  folder?: string
  /** The launcher's own when it is left out. */
  environment?: Readonly<Record<string, string | undefined>>
  user?: { uid: number; gid: number } | undefined
  signal?: AbortSignal
}

const OUTPUT_LIMIT_BYTES = 4 * 1024 * 1024

/** Never throws: a program that is missing, fails or takes too long is `ok: false` with the reason in `output`. */
export function runCommand([command = '', ...args]: string[], options: CommandOptions): Promise<Finished> {
  const settings = {
    cwd: options.folder,
    env: options.environment as NodeJS.ProcessEnv | undefined,
    timeout: options.timeoutMs,
    maxBuffer: OUTPUT_LIMIT_BYTES,
    encoding: 'utf8' as const,
    signal: options.signal,
    ...options.user,
  }
  return new Promise((resolve) => {
    execFile(command, args, settings, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`.trim()
      resolve({ ok: !error, output: output || (error ? error.message : '') })
    })
  })
}

/** The first of these that may be executed; a name without a slash is looked for on the PATH. */
export function findProgram(
  names: string[],
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const folders = (environment.PATH ?? '').split(delimiter).filter(Boolean)
  const candidates = names.flatMap((name) =>
    name.includes('/') ? [name] : folders.map((folder) => join(folder, name)),
  )
  return candidates.find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The last line with something in it: most programs put their reason there. */
export function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim() ?? ''
}
