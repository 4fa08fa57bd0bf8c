// GET /v1/ops/trace/{id}: the tree of causes and effects of one story, found by its correlation id or by any message in it.
import { patterned } from '@eventflow/contracts'
import { ok, route } from '@eventflow/http'
import { StoryNotFound } from '../errors.js'
import type { Fleet } from '../fleet.js'
import type { LetterStore } from '../letter-store.js'
import { storyShape } from './shapes.js'
import { storyTree } from './story-tree.js'

interface TraceParts {
  fleet: Fleet
  letters: LetterStore
}

const lettersAtMost = 1_000

export const traceStory = ({ fleet, ...parts }: TraceParts) =>
  route({
    method: 'get',
    path: '/v1/ops/trace/{id}',
    summary: 'What caused what, by a correlation id or by the id of any message of the story.',
    tag: 'ops',
    who: 'operator',
    params: { id: patterned(/^[A-Za-z0-9._-]{1,200}$/, 'an id', 200) },
    answers: {
      200: {
        description: 'The events of the story, each with what was done about it and what it caused.',
        body: storyShape,
      },
    },
    refuses: [StoryNotFound],
    handle: async ({ params: { id }, headers: { authorization } }) => {
      const ask = (story: string) => fleet.stories(story, authorization)
      const first = await ask(id)
      const letters = await parts.letters.byStory(id, lettersAtMost)
      // The id may be that of a message, which only those know who sent it, got it or parked it.
      const known = [
        ...first.replies.map(({ answer }) => answer.correlationId),
        ...letters.map(({ correlationId }) => correlationId),
      ]
      const correlationId = known.find((one) => one !== null && one !== id) ?? id
      const isWhole = correlationId === id
      const { replies, unreachable } = isWhole ? first : await ask(correlationId)
      const parked = isWhole ? letters : await parts.letters.byStory(correlationId, lettersAtMost)
      const stories = replies.map(({ service, answer }) => ({ service, ...answer }))
      const tree = storyTree(stories, parked)
      if (!tree) throw StoryNotFound({ detail: missingWords(unreachable) })
      return ok({ correlationId, ...tree, unreachable })
    },
  })

const missingWords = (unreachable: readonly string[]): string =>
  unreachable.length === 0
    ? 'No service knows of such a story or message.'
    : `No service that answers knows of such a story or message; no answer from ${unreachable.join(', ')}.`
