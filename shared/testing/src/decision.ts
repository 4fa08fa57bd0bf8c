// Given a state, when something is asked, then these events: the sentence in which decisions are tested.
import assert from 'node:assert/strict'
import type { DomainEvent } from '@eventflow/contracts'
import { CallerError } from '@eventflow/runtime'

type Decide<State, Ask> = (state: State, ask: Ask) => DomainEvent | readonly DomainEvent[]

/** `decision(decide).given(state).when(ask).then(Event({...}))`, or `.refuses('CODE')` for a caller's mistake. */
export const decision = <State, Ask>(decide: Decide<State, Ask>) => ({
  given: (state: State) => ({
    when: (ask: Ask) => ({
      // biome-ignore lint/suspicious/noThenProperty: it is the third word of the sentence; nobody awaits it.
      then: (...expected: DomainEvent[]) =>
        assert.deepEqual(plain([decide(state, ask)].flat()), plain(expected)),
      refuses: (code: string) =>
        assert.throws(
          () => decide(state, ask),
          (error: unknown) => error instanceof CallerError && error.code === code,
        ),
    }),
  }),
})

const plain = (events: readonly DomainEvent[]) =>
  events.map(({ contract, data }) => ({ type: contract.type, data }))
