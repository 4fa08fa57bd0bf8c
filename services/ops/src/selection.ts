// Which dead letters an act is about: some by their ids, all of one fingerprint, or all of one queue.
import { listOf, optional, patterned, text, uuid } from '@eventflow/contracts'
import { LetterNotFound } from './errors.js'
import { requireWaiting } from './letter.js'
import type { ChosenLetter, Selection } from './letter-store.js'

const idsAtMost = 1_000

/** A larger group is done in several acts, so that none of them holds a million rows. */
export const chosenAtMost = 10_000

export const fingerprintField = () => patterned(/^[0-9a-f]{1,64}$/, 'a fingerprint', 64)
export const queueField = () => text(255)

/** Exactly one of these; see `selectors`. */
export const selectionFields = {
  ids: optional(listOf(uuid(), idsAtMost, 1)),
  fingerprint: optional(fingerprintField()),
  queue: optional(queueField()),
}

export const selectors = ['ids', 'fingerprint', 'queue'] as const

interface SelectionBody {
  ids?: string[]
  fingerprint?: string
  queue?: string
}

export const selectionOf = ({ ids, fingerprint, queue = '' }: SelectionBody): Selection => {
  if (ids) return { ids: [...new Set(ids)] }
  return fingerprint ? { fingerprint } : { queue }
}

/** Of letters named one by one each has to be there and to wait; all others are as they were found. */
export function requireAll(selection: Selection, chosen: readonly ChosenLetter[]): void {
  if (!('ids' in selection)) return
  const missing = selection.ids.filter((id) => !chosen.some((letter) => letter.id === id))
  if (missing.length > 0)
    throw LetterNotFound({ detail: `There is no dead letter ${missing.slice(0, 5).join(', ')}.` })
  for (const letter of chosen) requireWaiting(letter)
}
