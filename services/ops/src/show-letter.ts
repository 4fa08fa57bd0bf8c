// How a dead letter is shown: the facts around it, its body, and what its contract says about that.
import { currentBody, type Letter, shownBody } from './letter.js'
import { verdictOf } from './verdict.js'

export function showLetter(letter: Letter) {
  const { body, editedBody, ...facts } = letter
  const current = currentBody(letter)
  const { parking: _, ...shown } = facts as typeof facts & { parking?: string }
  return {
    ...shown,
    edited: editedBody !== null,
    ...shownBody(current),
    ...(editedBody === null ? {} : { originalBody: shownBody(body).body }),
    verdict: verdictOf(letter, current),
  }
}
