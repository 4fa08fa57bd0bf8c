// The house's way with names: what may be typed, and how it is written in code and in file names.
import { pascalCase } from '../tidy/reading/words.js'

export const isKebab = (text: string) => /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(text)

export function camelCase(kebab: string): string {
  const pascal = pascalCase(kebab)
  return pascal.charAt(0).toLowerCase() + pascal.slice(1)
}

/** `order.created` stands in `order-created.ts`. */
export const kebabOfEvent = (type: string) => type.replace('.', '-')

/** `create-profile` becomes `Create profile`, the beginning of a sentence. */
export const asSentence = (kebab: string) =>
  kebab.charAt(0).toUpperCase() + kebab.slice(1).replaceAll('-', ' ')

/** `order-created` becomes `order created`, as one says it. */
export const spoken = (kebab: string) => kebab.replaceAll('-', ' ')

// Events are told in the past: they have happened, and nobody can refuse them any more.
const irregular = new Set(
  (
    'begun born bought bound broken brought built caught chosen cut done drawn driven fallen forgotten found frozen given gone ' +
    'grown held hidden hit kept known left lent lost made met overdue paid put read refunded risen run said seen sent set shown ' +
    'shut sold spent split spread stolen sung sunk taken taught thrown told undone understood won withdrawn written'
  ).split(' '),
)

const notPast = new Set(
  'bleed breed embed exceed feed heed need proceed reed seed shed sled speed succeed weed'.split(' '),
)

/** Judges the last word: `email-change-requested` is told in the past, `request-email-change` is not. */
export function isPastTense(verb: string): boolean {
  const last = verb.split('-').at(-1) ?? ''
  return irregular.has(last) || (last.length > 3 && last.endsWith('ed') && !notPast.has(last))
}
