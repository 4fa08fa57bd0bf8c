// Letters flow from a sender to a keeper while faults strike one after the other; at the end each letter was kept once, in order.
import { setTimeout as pause } from 'node:timers/promises'
import { managementApi } from '@eventflow/backbone/admin'
import { rabbitmq } from '../launcher/infra/rabbitmq.js'
import { applyTopology, type Field } from './faults.js'
import { type Account, accountOf, isClean } from './letters-account.js'
import { countsOf, evidence, isWritten, takeDead } from './letters-count.js'
import { flow, type MessagingPlan, seedRecipients } from './letters-flow.js'
import { type LettersStage, withLetters } from './letters-stage.js'
import { queueAt } from './queue-at.js'

export interface MessagingResult extends Account {
  seed: number
  clean: boolean
  duplicatesDropped: number
  unsent: number
  /** Ends of a service that nobody brought about. */
  falls: number
  faults: Record<string, number>
  seconds: number
}

const settledWithinMs = 150_000

export function runMessaging(plan: MessagingPlan): Promise<MessagingResult> {
  const { broker = rabbitmq, signal, say } = plan
  return withLetters({ broker, signal, say }, async (stage) => {
    const startedAt = Date.now()
    const struck: Record<string, number> = {}
    const field: Field = { stage, malformed: [], signal: plan.signal }
    await seedRecipients(stage)
    await flow(plan, field, struck)
    await settle(stage, plan)
    if (plan.deletesQueue) await deleteAndMakeAgain(stage, plan)
    const account = accountOf({
      ...(await evidence(stage)),
      dead: await takeDead(stage),
      malformed: field.malformed,
    })
    const counts = await countsOf(stage)
    return {
      seed: plan.seed,
      clean: isClean(account) && counts.unsent === 0,
      ...account,
      duplicatesDropped: counts.duplicates,
      unsent: counts.unsent,
      falls: stage.falls(),
      faults: struck,
      seconds: Math.round((Date.now() - startedAt) / 1_000),
    }
  })
}

/** Waits until nothing is on its way any more: all written, all published, and each kept or put aside. */
async function settle(stage: LettersStage, plan: MessagingPlan): Promise<void> {
  const endsAt = Date.now() + settledWithinMs
  plan.say('no more faults; waiting until everything has arrived')
  while (Date.now() < endsAt && !plan.signal.aborted) {
    const { unsent } = await countsOf(stage)
    const account = accountOf({ ...(await evidence(stage)), dead: [], malformed: [] })
    if (unsent === 0 && account.lost === 0 && account.sent > 0 && (await isWritten(stage)))
      return waitForDead(stage, account.poisonous)
    await pause(500)
  }
}

/** Poisonous letters are put aside at once, the last of them a moment after the others are kept. */
async function waitForDead(stage: LettersStage, count: number): Promise<void> {
  for (
    let tries = 0;
    tries < 40 && (await queueAt(stage.adminUrls, 'keeper.dead')).messageCount < count;
    tries++
  )
    await pause(250)
  for (let tries = 0; tries < 40 && (await queueAt(stage.adminUrls, 'keeper')).messageCount > 0; tries++)
    await pause(250)
}

const moreLetters = 10

/** While the queue is away the events stay in the outbox; with messages in it, deleting it would lose these by definition. */
async function deleteAndMakeAgain(stage: LettersStage, plan: MessagingPlan): Promise<void> {
  plan.say('the queue of the keeper is deleted while it is empty, and made again after more was sent')
  const [managementUrl = ''] = stage.managementUrls
  await managementApi(managementUrl)('DELETE', `/queues/${stage.vhost}/keeper`)
  await stage.query('sender', 'update allowance set per_recipient = per_recipient + $1', [moreLetters])
  await pause(2_000)
  await applyTopology(stage)
  await settle(stage, plan)
}
