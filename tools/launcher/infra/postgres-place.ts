// Decides who runs PostgreSQL and where its files lie: it refuses root, and its user must be able to reach them.
import { chownSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Ground } from '../component.js'
import { runCommand } from '../run-command.js'

export interface PostgresPlace {
  /** Undefined: whoever runs the launcher. */
  user: { uid: number; gid: number } | undefined
  /** Holds the data folder; the user may write here. */
  folder: string
  /** The folder with `initdb` and `postgres`. */
  programs: string
  /** What the user should know about it, to follow the name of the server. */
  remark: string
}

/** Survives a reboot and can be entered by everybody, unlike a home folder or one made by `mktemp -d`. */
const REFUGE_PARENT = '/var/tmp'

export async function placeForPostgres(ground: Ground, programs: string): Promise<PostgresPlace> {
  const folder = join(ground.folder, 'postgres')
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  const user = await whoRuns()
  const asWished = { user, folder, programs, remark: '' }
  if (!user) return asWished
  if ((await canEnter(user, folder)) && (await canEnter(user, programs))) {
    chownSync(folder, user.uid, user.gid)
    return asWished
  }
  return refuge(ground, user, { folder, programs })
}

/** As root it is the user that PostgreSQL's packages make, else the one that exists everywhere for this purpose. */
async function whoRuns(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ['postgres', 'nobody']) {
    const uid = await runCommand(['id', '-u', name], { timeoutMs: 5000 })
    const gid = await runCommand(['id', '-g', name], { timeoutMs: 5000 })
    if (uid.ok && gid.ok) return { uid: Number(uid.output), gid: Number(gid.output) }
  }
  throw new Error('PostgreSQL does not run as root, and there is neither a user postgres nor nobody')
}

async function canEnter(user: { uid: number; gid: number }, folder: string): Promise<boolean> {
  return (await runCommand(['ls', folder], { timeoutMs: 5000, folder: '/', user })).ok
}

/** The repository lies where that user cannot go: data, and a copy of the programs, lie outside of it. */
function refuge(
  ground: Ground,
  user: { uid: number; gid: number },
  wanted: { folder: string; programs: string },
): PostgresPlace {
  const folder = join(REFUGE_PARENT, `eventflow-${ground.secret('postgres-refuge').slice(0, 16)}`)
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  chownSync(folder, user.uid, user.gid)
  writeFileSync(noteOf(wanted.folder), folder)
  // `bin`, `lib` and `share` lie side by side and find each other by relative paths.
  const copy = join(folder, 'programs')
  if (!existsSync(copy)) cpSync(dirname(wanted.programs), copy, { recursive: true, verbatimSymlinks: true })
  const remark = `, data in ${folder} because its user may not enter the repository`
  return { user, folder, programs: join(copy, basename(wanted.programs)), remark }
}

const noteOf = (folder: string) => join(folder, 'data-elsewhere')

/** Where the data of a stack lie if not in its folder: whoever removes the stack removes this too. */
export function refugeOf(stackFolder: string): string | undefined {
  const note = noteOf(join(stackFolder, 'postgres'))
  if (!existsSync(note)) return undefined
  const folder = readFileSync(note, 'utf8').trim()
  return dirname(folder) === REFUGE_PARENT && basename(folder).startsWith('eventflow-') ? folder : undefined
}

export function removeRefuge(stackFolder: string): void {
  const folder = refugeOf(stackFolder)
  if (folder) rmSync(folder, { recursive: true, force: true })
}
