// What the audit keeps of a body: its hash, which proves what it was and tells nothing of what it says.
import { createHash } from 'node:crypto'

export const hashOf = (content: Buffer): string =>
  `sha256:${createHash('sha256').update(content).digest('hex')}`
