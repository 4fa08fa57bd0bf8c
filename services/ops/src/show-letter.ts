// How a dead letter is shown: the facts around it, its body, and what its contract says about that.
import { shownBody } from './carried-body.js'
import { currentBody, type Letter } from './letter.js'
import { verdictOf } from './verdict.js'

export function showLetter(letter: Letter) {
  const { body, editedBody, ...facts } = letter
  const current = currentBody(letter)
  const { parking: _, ...shown } = facts as typeof facts & { parking?: string }
  return {
    ...shown,
    edited: editedBody !== null,
    ...shownBody(letter, current),
    ...(editedBody === null ? {} : { originalBody: shownBody(letter, body).body }),
    verdict: verdictOf(letter, current),
  }
}
