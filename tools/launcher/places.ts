// Where things lie in the repository.
import { join, resolve } from 'node:path'

/** This file runs as `tools/dist/launcher/places.js`. */
export const ROOT = resolve(__dirname, '../../..')

/** Everything that a stack leaves behind is below this folder. */
export const STACKS = join(ROOT, '.eventflow')
