// Reads what git would commit: the tracked files and the new ones that are not ignored, as they stand in the folder.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Tree, treeOf } from './tree.js'

/** Larger files are data; no rule is about them. */
const maxBytes = 4_000_000

export function treeAt(root: string): Tree {
  const listing = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  const files: Record<string, string> = {}
  for (const path of new Set(listing.split('\0'))) {
    const file = join(root, path)
    // A tracked file may have been deleted, and a name may stand for a folder (a submodule).
    if (path === '' || !existsSync(file) || !statSync(file).isFile()) continue
    files[path] = statSync(file).size > maxBytes ? '' : readFileSync(file, 'utf8')
  }
  return treeOf(files)
}
