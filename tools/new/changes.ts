// Writes a set of files as a whole: formatted first, and taken back if one of them cannot be written.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Impossible } from '../launcher/component.js'

export interface Changes {
  /** New files by path; none of them may exist. */
  created: ReadonlyMap<string, string>
  /** Existing files by path, with their new text. */
  edited: ReadonlyMap<string, string>
}

const formattingWithinMs = 30_000

export function write(root: string, { created, edited }: Changes): void {
  for (const path of created.keys()) {
    if (existsSync(join(root, path)))
      throw new Impossible(`${path} exists already`, 'choose another name, or change that file by hand')
  }
  const texts = [...created, ...edited].map(([path, text]) => [path, formatted(root, path, text)] as const)
  const before = new Map([...edited.keys()].map((path) => [path, readFileSync(join(root, path), 'utf8')]))
  try {
    for (const [path, text] of texts) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
  } catch (error) {
    for (const path of created.keys()) rmSync(join(root, path), { force: true })
    for (const [path, text] of before) writeFileSync(join(root, path), text)
    throw error
  }
}

/** By the formatter of the repository, so that what is generated looks like what is written by hand. */
function formatted(root: string, path: string, text: string): string {
  if (!/\.(ts|json)$/.test(path) || path.endsWith('package-lock.json')) return text
  const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome')
  return execFileSync(process.execPath, [biome, 'check', '--write', `--stdin-file-path=${path}`], {
    cwd: root,
    input: text,
    encoding: 'utf8',
    timeout: formattingWithinMs,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
}
