// Where things lie in the repository.
import { join, resolve } from 'node:path'

/** This file runs as `tools/dist/launcher/places.js`. */
export const ROOT = resolve(__dirname, '../../..')

/** Everything that a stack leaves behind is below this folder. */
export const STACKS = join(ROOT, '.eventflow')

/** The stack of `npm start`: its data and logs, the record of where everything is, and the lock that lets one run at a time. */
export const STACK_FOLDER = join(STACKS, 'stack')
export const STACK_FILE = join(STACKS, 'stack.json')
export const LOCK_FILE = join(STACKS, 'lock.json')
export const LAUNCHER_LOG = join(STACK_FOLDER, 'logs', 'launcher.log')
