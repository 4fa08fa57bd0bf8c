// The process that keeps letters: a row for each that it hears of, except for those that fail.
import { permanent, reaction } from '@eventflow/backbone'
import { run } from '@eventflow/runtime'
import { LetterSent } from './letters.js'
import { lettersService } from './letters-service.js'

const keepLetter = reaction(LetterSent, async ({ data, envelope, transaction }) => {
  if (data.kind === 'poison') throw permanent('a poisonous letter')
  if (data.kind === 'flaky' && envelope.attempt === 1) throw new Error('a flaky letter, taken the next time')
  await transaction.query(
    'insert into kept (message_id, recipient_id, number, kind) values ($1, $2, $3, $4)',
    [envelope.id, data.recipientId, data.number, data.kind],
  )
  return []
})

void run(
  lettersService('keeper', async ({ backbone }) => {
    await backbone.consume([keepLetter])
    return undefined
  }),
)
