// The process that writes letters: for each recipient a row that counts them and an event, in one transaction, as far as it may by now.
import { setTimeout as pause } from 'node:timers/promises'
import { type Resource, run } from '@eventflow/runtime'
import type { Transaction } from '@eventflow/runtime/database'
import { isDue, LetterSent } from './letters.js'
import { lettersService } from './letters-service.js'

const writers = 4
const recipientsAtOnce = 10
const idleMs = 50

type Transact = Parameters<Parameters<typeof lettersService>[1]>[0]['backbone']['transact']

void run(
  lettersService('sender', async ({ backbone }) => {
    const loops = Array.from({ length: writers }, (_, writer) => startWriter(backbone.transact, writer))
    return { close: async () => void (await Promise.all(loops.map((loop) => loop.close()))) }
  }),
)

/** What was written is read from the database each time, so an end in between, or a commit whose answer got lost, leaves no gap. */
function startWriter(transact: Transact, writer: number): Resource {
  let stopped = false
  const loop = async () => {
    while (!stopped) {
      const written = await transact((transaction) => write(transaction, writer)).catch(() => undefined)
      if (!written || written.events.length === 0) await pause(idleMs)
    }
  }
  const running = loop()
  return {
    close: async () => {
      stopped = true
      await running
    },
  }
}

/** Two letters to each recipient at a time, since events of one transaction have an order too. */
async function write(transaction: Transaction, writer: number) {
  const [rows] = (await transaction.query(
    `with due as (
       select id from recipients, allowance
       where writer = $1 and ${isDue}
       order by number limit $2 for update of recipients)
     update recipients set number = number + 2 from due where recipients.id = due.id
     returning recipients.id as "recipientId", number, kind`,
    [writer, recipientsAtOnce],
  )) as [Array<{ recipientId: string; number: number; kind: 'good' | 'flaky' | 'poison' }>]
  return {
    events: rows.flatMap((row) => [LetterSent({ ...row, number: row.number - 1 }), LetterSent(row)]),
  }
}
