// Counts what became of the letters where they are: in the two databases, and in the dead-letter queue.
import { isDue } from './letters.js'
import type { DeadLetter, KeptLetter, Recipient } from './letters-account.js'
import type { LettersStage } from './letters-stage.js'
import { markOfDead } from './malformed.js'
import { withChannel } from './queue-at.js'

interface Counts {
  sent: number
  kept: number
  unsent: number
  duplicates: number
}

export async function countsOf(stage: LettersStage): Promise<Counts> {
  const [sender] = await stage.query<{ sent: number; unsent: number }>(
    'sender',
    'select (select sum(number)::int from recipients) as sent, (select count(*)::int from outbox) as unsent',
  )
  const [keeper] = await stage.query<{ kept: number; duplicates: number }>(
    'keeper',
    'select (select count(*)::int from kept) as kept, (select coalesce(sum(duplicates), 0)::int from inbox) as duplicates',
  )
  return {
    sent: sender?.sent ?? 0,
    unsent: sender?.unsent ?? 0,
    kept: keeper?.kept ?? 0,
    duplicates: keeper?.duplicates ?? 0,
  }
}

export async function evidence(
  stage: LettersStage,
): Promise<{ recipients: Recipient[]; kept: KeptLetter[] }> {
  return {
    recipients: await stage.query<Recipient>('sender', 'select id, kind, number from recipients'),
    kept: await stage.query<KeptLetter>('keeper', 'select recipient_id, number from kept order by position'),
  }
}

export async function isWritten(stage: LettersStage): Promise<boolean> {
  const due = await stage.query('sender', `select 1 from recipients, allowance where ${isDue} limit 1`)
  return due.length === 0
}

/** They are gone from the queue afterwards. */
export const takeDead = (stage: LettersStage): Promise<DeadLetter[]> =>
  withChannel(stage.adminUrls, async (channel) => {
    const dead: DeadLetter[] = []
    for (let one = await channel.get('keeper.dead'); one; one = await channel.get('keeper.dead')) {
      dead.push({ mark: markOfDead(one.content) })
      channel.ack(one)
    }
    return dead
  })
