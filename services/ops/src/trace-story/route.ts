// GET /v1/ops/trace/{id}: the tree of causes and effects of one story, found by its correlation id or by any message in it.
import { freeObject, listOf, nullable, patterned, record, text } from '@eventflow/contracts'
import { ok, route } from '@eventflow/http'
import { StoryNotFound } from '../errors.js'
import type { Fleet, Question } from '../fleet.js'
import type { LetterStore } from '../letter-store.js'
import { type ServiceStory, storyTree } from './story-tree.js'

interface TraceParts {
  fleet: Fleet
  letters: LetterStore
}

const lettersAtMost = 1_000

export const traceStory = ({ fleet, letters }: TraceParts) =>
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
        body: record({
          correlationId: text(200),
          startedAt: nullable(text(30)),
          endedAt: nullable(text(30)),
          events: listOf(freeObject(), 10_000),
          unreachable: listOf(text(100), 100),
        }),
      },
    },
    refuses: [StoryNotFound],
    handle: async ({ params: { id }, headers: { authorization } }) => {
      const ask = <T>(path: string) =>
        fleet.askAll<T>({ path, authorization } satisfies Question, fleet.services)
      const found = await ask<Omit<ServiceStory, 'service'> & { correlationId?: string }>(
        `/internal/backbone/stories/${id}`,
      )
      const parked = await letters.byStory(id, lettersAtMost)
      const stories = found.replies.map(({ service, answer }) => ({ service, ...answer }))
      const tree = storyTree(stories, parked)
      if (!tree) throw StoryNotFound()
      return ok({ correlationId: id, ...tree, unreachable: found.unreachable })
    },
  })
