// Reads flags and words of a command; what is not understood is told in two lines.
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { Impossible } from './component.js'

export type Flags = NonNullable<ParseArgsConfig['options']>

export interface Understood {
  values: Readonly<Record<string, unknown>>
  positionals: string[]
}

/** `usage` says how the command is typed. */
export function understood(args: string[], options: Flags, usage: string): Understood {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true })
  } catch (error) {
    throw new Impossible((error as Error).message.split('. ')[0] ?? '', usage)
  }
}
