// Keeps mails in a folder, two files each, so that a restart of the stack does not lose them.
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Mail } from './mail.js'

export interface MailFolder {
  save(mail: Mail): Promise<void>
  saveState(mail: Mail): Promise<void>
  remove(id: string): Promise<void>
  load(): Promise<Mail[]>
}

export const nowhere: MailFolder = {
  save: async () => undefined,
  saveState: async () => undefined,
  remove: async () => undefined,
  load: async () => [],
}

export async function openMailFolder(folder: string): Promise<MailFolder> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const bodyOf = (id: string) => join(folder, `${id}.eml`)
  const stateOf = (id: string) => join(folder, `${id}.json`)

  const saveState = async ({ raw: _, ...state }: Mail) => {
    const draft = `${stateOf(state.id)}.draft`
    await writeFile(draft, JSON.stringify(state))
    await rename(draft, stateOf(state.id))
  }
  // The state last: a mail whose state is missing was never acknowledged and does not count.
  const save = async (mail: Mail) => {
    await writeFile(bodyOf(mail.id), mail.raw)
    await saveState(mail)
  }
  const remove = async (id: string) => {
    await rm(stateOf(id), { force: true })
    await rm(bodyOf(id), { force: true })
  }
  const load = async () => {
    const mails: Mail[] = []
    for (const file of (await readdir(folder)).filter((name) => name.endsWith('.json')).sort()) {
      const mail = await read(file.slice(0, -'.json'.length))
      if (mail) mails.push(mail)
    }
    return mails
  }
  const read = async (id: string): Promise<Mail | undefined> => {
    try {
      const state = JSON.parse(await readFile(stateOf(id), 'utf8')) as Omit<Mail, 'raw'>
      return { ...state, raw: await readFile(bodyOf(id)) }
    } catch {
      // Half of it is missing or unreadable: somebody tidied up by hand. The others are still good.
      return undefined
    }
  }
  return { save, saveState, remove, load }
}
