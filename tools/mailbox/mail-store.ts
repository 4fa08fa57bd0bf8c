// The newest mails, in memory and within bounds; the oldest go when there are too many.
import { randomBytes } from 'node:crypto'
import { type Envelope, type Mail, parseMail, searchTextOf, summarise } from './mail.js'
import type { MailFolder } from './mail-folder.js'

export interface MailLimits {
  mails: number
  /** Of all mails together, because five hundred large ones would not fit into memory. */
  totalBytes: number
}

export interface MailStore {
  add(raw: Buffer, envelope: Envelope): Promise<Mail>
  /** Newest first. */
  all(): Mail[]
  /** By id, or the newest one by the word `latest`. */
  find(id: string): Mail | undefined
  setRead(mails: Mail[], read: boolean): Promise<void>
  remove(mails: Mail[]): Promise<void>
}

const MAIL_LIMITS: MailLimits = { mails: 500, totalBytes: 128 * 1024 * 1024 }

export async function openMailStore(
  folder: MailFolder,
  limits: MailLimits = MAIL_LIMITS,
): Promise<MailStore> {
  let mails = await folder.load()
  const nextId = idsInOrder()

  const remove = async (gone: Mail[]) => {
    const ids = new Set(gone.map((mail) => mail.id))
    mails = mails.filter((mail) => !ids.has(mail.id))
    for (const id of ids) await folder.remove(id)
  }
  const add = async (raw: Buffer, envelope: Envelope) => {
    const email = await parseMail(raw)
    const summary = summarise(email, { envelope, raw })
    const searchText = searchTextOf(email, summary)
    const mail = {
      id: nextId(),
      created: new Date().toISOString(),
      read: false,
      envelope,
      summary,
      searchText,
      raw,
    }
    // In the list before it is on the disk, because the disk may finish two mails in another order.
    mails.push(mail)
    await folder.save(mail).catch(async (error: Error) => {
      await remove([mail]).catch(() => undefined)
      throw error
    })
    await remove(surplus(mails, limits))
    return mail
  }
  const setRead = async (changed: Mail[], read: boolean) => {
    for (const mail of changed.filter((each) => each.read !== read)) {
      mail.read = read
      await folder.saveState(mail)
    }
  }
  await remove(surplus(mails, limits))
  return {
    add,
    remove,
    setRead,
    all: () => mails.toReversed(),
    find: (id) => (id === 'latest' ? mails.at(-1) : mails.find((mail) => mail.id === id)),
  }
}

/** The oldest ones that are over the number or over the bytes; the newest stays in any case. */
export function surplus(mails: Mail[], limits: MailLimits): Mail[] {
  let bytes = 0
  const firstKept = mails.findLastIndex((mail, index) => {
    bytes += mail.raw.length
    const kept = mails.length - index
    return kept > 1 && (bytes > limits.totalBytes || kept > limits.mails)
  })
  return mails.slice(0, firstKept + 1)
}

/** Their alphabetical order is the order of arrival, also over restarts; the rest cannot be guessed. */
function idsInOrder(): () => string {
  let lastMs = 0
  return () => {
    lastMs = Math.max(Date.now(), lastMs + 1)
    return `${lastMs.toString(36).padStart(9, '0')}${randomBytes(8).toString('hex').slice(0, 13)}`
  }
}
