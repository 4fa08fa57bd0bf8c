// Creations whose answer got lost: what became of them is asked of their owners' lists when all is over.
import type { Creation } from './acts.js'
import type { Guest } from './party.js'
import type { Stage } from './stage.js'

export interface LostCreation extends Pick<Creation, 'kind' | 'visibility'> {
  guest: Guest
  title: string
}

interface Page {
  items: Array<{ id: string; title: string }>
  next: string | null
}

/** Puts those that did happen into the log; answers how many these are. */
export async function findLost({ log, tally }: Stage): Promise<number> {
  let found = 0
  for (const { guest, title, kind, visibility } of tally.lost)
    for (const { id } of (await ownOf(guest)).filter((one) => one.title === title)) {
      if (log.world.actions.has(id)) continue
      log.note({ what: 'create', by: guest.id, action: id, kind, visibility })
      found++
    }
  return found
}

async function ownOf({ call }: Guest): Promise<Page['items']> {
  const items: Page['items'] = []
  for (let cursor = ''; ; ) {
    const answer = await call<Page>('GET', `/v1/actions?limit=100${cursor}`)
    if (answer?.status !== 200) throw new Error(`the list of one's own was answered ${answer?.status}`)
    items.push(...answer.body.items)
    if (answer.body.next === null) return items
    cursor = `&cursor=${encodeURIComponent(answer.body.next)}`
  }
}
