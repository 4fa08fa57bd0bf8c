// Fills templates: text stays text, what is put into HTML is escaped, and what a template asks for has to be there.
import { Liquid } from 'liquidjs'

/** Which part is wrong, and what about it: shown to whoever writes templates. */
export class TemplateProblem extends Error {
  constructor(
    readonly part: string,
    readonly detail: string,
  ) {
    super(`${part}: ${detail}`)
    this.name = 'TemplateProblem'
  }
}

/** A template is interpreted and never compiled: it can neither run code nor call anything of ours. */
const common = {
  strictVariables: true,
  strictFilters: true,
  ownPropertyOnly: true,
  jsTruthy: true,
  // Files are not looked into: there are no others to be included.
  templates: {},
  relativeReference: false,
  dynamicPartials: false,
  timezoneOffset: 'UTC',
  parseLimit: 200_000,
  renderLimit: 250,
  memoryLimit: 1_000_000,
} as const

/** What reads other templates or counts across them, and what would go around the escaping. */
const withoutTags = ['include', 'render', 'layout', 'block', 'increment', 'decrement']
const withoutFilters = ['raw']

function engineOf(options: { outputEscape?: 'escape' }): Liquid {
  const engine = new Liquid({ ...common, ...options })
  for (const name of withoutTags) delete engine.tags[name]
  for (const name of withoutFilters) delete engine.filters[name]
  return engine
}

const forText = engineOf({})
const forHtml = engineOf({ outputEscape: 'escape' })
const longestPart = 200_000

/** `parts` by name; the one that is called `html` is escaped. Rejects with a TemplateProblem. */
export function filled<Part extends string>(
  parts: Readonly<Record<Part, string>>,
  model: object,
): Record<Part, string> {
  const texts = Object.entries<string>(parts).map(([part, source]) => {
    const text = fill(part, source, model)
    return [part, part === 'html' || part === 'text' ? text : oneLine(text)]
  })
  return Object.fromEntries(texts) as Record<Part, string>
}

function fill(part: string, source: string, model: object): string {
  const engine = part === 'html' ? forHtml : forText
  try {
    const text = String(engine.parseAndRenderSync(source, model))
    if (text.length <= longestPart) return text
  } catch (error) {
    throw new TemplateProblem(part, wordsOf(error))
  }
  throw new TemplateProblem(part, `it becomes longer than ${longestPart} characters`)
}

/** The names that a template asks for, wherever in it that is. */
export function variablesIn(part: string, source: string): string[] {
  try {
    return forText.globalVariablesSync(forText.parse(source))
  } catch (error) {
    throw new TemplateProblem(part, wordsOf(error))
  }
}

/** The first line; what follows is a piece of the template. */
const wordsOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]?.slice(0, 300) ?? ''

/** A line end in a subject would begin a header of somebody else's choice. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()
