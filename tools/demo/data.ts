// What the people of the demo do with each other and have written, so that a first look shows something.
import type { Name } from './people.js'

export interface DemoAction {
  by: Name
  kind: 'task' | 'journal'
  title: string
  visibility: 'private' | 'followers' | 'public'
  body?: string
  tags?: string[]
  /** From the day on which the data are loaded. */
  dueInDays?: number
  afterwards?: 'complete' | 'archive'
}

/** Who follows whom. */
export const follows: ReadonlyArray<readonly [Name, Name]> = [
  ['ada', 'alan'],
  ['ada', 'grace'],
  ['alan', 'ada'],
  ['grace', 'ada'],
  ['grace', 'alan'],
]

export const actions: readonly DemoAction[] = [
  {
    by: 'ada',
    kind: 'task',
    title: 'Translate the paper on the analytical engine',
    visibility: 'public',
    tags: ['engine', 'writing'],
    afterwards: 'complete',
  },
  {
    by: 'ada',
    kind: 'task',
    title: 'Work out the Bernoulli numbers by hand',
    visibility: 'followers',
    tags: ['engine'],
    dueInDays: 3,
  },
  {
    by: 'ada',
    kind: 'journal',
    title: 'On weaving algebraic patterns',
    visibility: 'followers',
    body: 'As the loom weaves flowers and leaves, so the engine weaves algebra.',
  },
  { by: 'ada', kind: 'task', title: 'Buy ink', visibility: 'private', dueInDays: 1 },
  {
    by: 'alan',
    kind: 'task',
    title: 'Prove that some questions cannot be decided',
    visibility: 'public',
    tags: ['logic'],
    afterwards: 'complete',
  },
  {
    by: 'alan',
    kind: 'journal',
    title: 'A run along the river',
    visibility: 'followers',
    body: 'Two hours and forty-six minutes; the legs remember it.',
  },
  {
    by: 'alan',
    kind: 'task',
    title: 'Ask whether machines can think',
    visibility: 'public',
    tags: ['logic', 'writing'],
    dueInDays: 14,
  },
  {
    by: 'grace',
    kind: 'task',
    title: 'Write a compiler',
    visibility: 'public',
    tags: ['languages'],
    afterwards: 'complete',
  },
  {
    by: 'grace',
    kind: 'journal',
    title: 'A moth in relay 70',
    visibility: 'public',
    body: 'First actual case of a bug being found.',
    tags: ['languages'],
  },
  {
    by: 'grace',
    kind: 'task',
    title: 'Cut the wires to a nanosecond',
    visibility: 'followers',
    afterwards: 'archive',
  },
]
