// What became of the letters, counted from the rows of both databases and from the dead-letter queue; the processes are not asked.

export interface Recipient {
  id: string
  kind: string
  /** Letters 1 to this one were sent. */
  number: number
}

export interface KeptLetter {
  recipient_id: string
  number: number
}

export interface DeadLetter {
  /** Who put it there: the recipient and number of a poisonous letter, or the mark of a malformed one. */
  mark: string
}

export interface Account {
  sent: number
  handled: number
  lost: number
  doubled: number
  outOfOrder: number
  /** Different messages in the dead-letter queue, and those that should be there. */
  parked: number
  poisonous: number
  parkedWrongly: number
  notParked: number
}

export interface Evidence {
  recipients: readonly Recipient[]
  /** In the order in which they were kept. */
  kept: readonly KeptLetter[]
  dead: readonly DeadLetter[]
  /** Marks of the malformed messages that the broker took. */
  malformed: readonly string[]
}

export const markOf = (recipientId: string, number: number): string => `${recipientId} ${number}`

/** A message that was put aside and not yet acknowledged when its consumer died is put aside again: that is one. */
export function accountOf({ recipients, kept, dead, malformed }: Evidence): Account {
  const wanted = recipients.filter(({ kind }) => kind !== 'poison')
  const poison = recipients.filter(({ kind }) => kind === 'poison').flatMap(marksOf)
  const times = countBy(kept.map((letter) => markOf(letter.recipient_id, letter.number)))
  const expectedDead = new Set([...poison, ...malformed])
  const foundDead = new Set(dead.map(({ mark }) => mark))
  const sent = wanted.flatMap(marksOf)
  return {
    sent: sent.length,
    handled: sent.filter((mark) => times.has(mark)).length,
    lost: sent.filter((mark) => !times.has(mark)).length,
    doubled: [...times.values()].reduce((sum, count) => sum + count - 1, 0),
    outOfOrder: countDisorder(
      kept,
      new Set(recipients.filter(({ kind }) => kind === 'good').map(({ id }) => id)),
    ),
    parked: foundDead.size,
    poisonous: expectedDead.size,
    parkedWrongly: [...foundDead].filter((mark) => !expectedDead.has(mark)).length,
    notParked: [...expectedDead].filter((mark) => !foundDead.has(mark)).length,
  }
}

const marksOf = ({ id, number }: Recipient): string[] =>
  Array.from({ length: number }, (_, index) => markOf(id, index + 1))

function countBy(marks: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const mark of marks) counts.set(mark, (counts.get(mark) ?? 0) + 1)
  return counts
}

/** A retry takes its time, so a flaky letter may be overtaken; all others keep the order of their recipient. */
function countDisorder(kept: readonly KeptLetter[], ordered: ReadonlySet<string>): number {
  const latest = new Map<string, number>()
  let disorder = 0
  for (const { recipient_id: id, number } of kept) {
    if (!ordered.has(id)) continue
    if (number < (latest.get(id) ?? 0)) disorder++
    latest.set(id, Math.max(number, latest.get(id) ?? 0))
  }
  return disorder
}

export const isClean = (account: Account): boolean =>
  account.lost + account.doubled + account.outOfOrder + account.parkedWrongly + account.notParked === 0
