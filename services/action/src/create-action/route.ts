// POST /v1/actions, /v1/tasks and /v1/journals: a new task, or a journal.
import { record } from '@eventflow/contracts'
import { created, route } from '@eventflow/http'
import { newId } from '@eventflow/runtime'
import { type Action, shownAction } from '../action.js'
import type { ActionParts } from '../change.js'
import { ErasureUnderWay, RecurrenceNeedsDueDate, TasksRepeatOnly } from '../errors.js'
import { actionShape, kindField, newActionFields } from '../shapes.js'
import { historyOf, tell } from '../tell.js'
import { newAction, type Said } from './new-action.js'

const facts = {
  method: 'post',
  tag: 'action',
  who: 'user',
  idempotency: 'optional',
  answers: { 201: { description: 'The action.', body: actionShape } },
  refuses: [ErasureUnderWay, RecurrenceNeedsDueDate, TasksRepeatOnly],
} as const

export const createAction = (parts: ActionParts) =>
  route({
    ...facts,
    path: '/v1/actions',
    summary: 'Begins a task or writes a journal, seen by nobody else unless it says so.',
    body: record({ kind: kindField(), ...newActionFields }),
    example: {
      kind: 'task',
      title: 'Write the notes on the engine',
      tags: ['engine'],
      visibility: 'followers',
    },
    handle: ({ caller, body: { kind, ...said } }) => create(parts, { ownerId: caller.userId, kind, ...said }),
  })

/** The same with the kind in the address. */
const createOfKind = (kind: Action['kind']) => (parts: ActionParts) =>
  route({
    ...facts,
    path: `/v1/${kind}s`,
    summary: kind === 'task' ? 'Begins a task.' : 'Writes a journal.',
    body: record(newActionFields),
    example: { title: kind === 'task' ? 'Oil the bearings' : 'What the engine taught me' },
    handle: ({ caller, body }) => create(parts, { ownerId: caller.userId, kind, ...body }),
  })

export const createTask = createOfKind('task')
export const createJournal = createOfKind('journal')

async function create({ backbone, actions, past, now }: ActionParts, said: Said) {
  const action = newAction(said, newId(), now())
  const fact = { type: 'created', set: {} } as const
  await backbone.transact(async (transaction) => {
    await actions.insert(transaction, action.ownerId, [action])
    await past.note(transaction, [{ actionId: action.id, entry: historyOf(undefined, action, fact) }])
    return { events: [tell(action, fact, [])] }
  })
  return created(shownAction(action), `/v1/actions/${action.id}`, { version: action.version })
}
