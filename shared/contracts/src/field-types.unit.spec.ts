import assert from 'node:assert/strict'
import type { Fields, RecordOf, ValueOf } from './fields.js'
import {
  dictionaryOf,
  type emailAddress,
  flag,
  freeObject,
  instant,
  integer,
  listOf,
  nullable,
  oneOf,
  optional,
  prose,
  record,
  text,
} from './fields.js'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** Compiles only where both types are the same one. */
const same = <A, B>(proof: Same<A, B>): boolean => proof

describe('the types of fields', () => {
  it('are those of the values that pass', () => {
    const shape = {
      name: text(5),
      count: integer(0),
      on: flag(),
      color: oneOf('red', 'green'),
      tags: listOf(text(5), 3),
      sums: dictionaryOf(text(5), integer(0), 3),
      bag: freeObject(),
      maybe: nullable(integer(0)),
      extra: optional(text(5)),
      patch: optional(nullable(flag())),
      inner: record({ at: instant(), note: optional(prose(9)) }),
    } satisfies Fields
    interface Expected {
      name: string
      count: number
      on: boolean
      color: 'red' | 'green'
      tags: string[]
      sums: Record<string, number>
      bag: Record<string, unknown>
      maybe: number | null
      inner: { at: string; note?: string }
      extra?: string
      patch?: boolean | null
    }
    assert.ok(same<RecordOf<typeof shape>, { [K in keyof Expected]: Expected[K] }>(true))
    assert.ok(same<ValueOf<typeof shape.inner>, { at: string; note?: string }>(true))
  })

  it('refuse at compile time what the schema refuses at run time', () => {
    const shape = { name: text(5), extra: optional(integer(0)), color: oneOf('red', 'green') }
    const values: Array<RecordOf<typeof shape>> = [
      { name: 'a', color: 'red' },
      // @ts-expect-error a required field is missing
      { color: 'red' },
      // @ts-expect-error a field of another type
      { name: 7, color: 'red' },
      // @ts-expect-error a word that is not on the list
      { name: 'a', color: 'blue' },
      // @ts-expect-error an optional field is left out, not null
      { name: 'a', color: 'red', extra: null },
      // @ts-expect-error a field that nobody declared
      { name: 'a', color: 'red', more: 1 },
    ]
    const verdicts = values.map(
      (value) => record(shape).validate(value, { convert: false }).error === undefined,
    )
    assert.deepEqual(verdicts, [true, false, false, false, false, false])
  })

  it('allow nothing but a whole field where one is wanted', () => {
    // @ts-expect-error optional items would be holes in the list
    listOf(optional(text(5)), 3)
    // @ts-expect-error what may be left out cannot become null afterwards: null comes first
    nullable(optional(text(5)))
    // @ts-expect-error keys are texts
    dictionaryOf(integer(0), text(5), 3)
    assert.ok(same<ValueOf<ReturnType<typeof emailAddress>>, string>(true))
  })
})
