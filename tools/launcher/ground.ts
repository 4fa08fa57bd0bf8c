// Makes the ground that a stack is put up on: its folder, its ports and its secrets.
import { accessSync, constants, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Ground } from './component.js'
import { openPortBook } from './port-book.js'
import { openSecretBook } from './secret-book.js'

export interface GroundPlan {
  folder: string
  throwaway: boolean
  environment: Readonly<Record<string, string | undefined>>
  signal: AbortSignal
}

export function createGround(plan: GroundPlan): Ground {
  makeFolder(plan.folder)
  return {
    ...plan,
    port: openPortBook(join(plan.folder, 'ports.json')),
    secret: openSecretBook(join(plan.folder, 'secrets.json')),
    say: () => undefined,
  }
}

/** The folder must be passable for others, because PostgreSQL refuses root and runs as another user; its files are not. */
function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  accessSync(folder, constants.W_OK)
}
