// Tells what is wrong with a template before anybody gets a message made of it.
import { filled, TemplateProblem, variablesIn } from './engine.js'
import { exampleModel, type Template } from './template.js'

/** Nothing of it is there: what a template makes of this is poor, but has to work. */
const emptyModel = Object.fromEntries(
  Object.entries(exampleModel).map(([name, value]) => [name, emptyLike(value)]),
)

function emptyLike(value: unknown): unknown {
  if (Array.isArray(value)) return []
  return typeof value === 'number' ? 0 : ''
}

/** Also what stands in a branch that no example gets into is looked at. */
export function checkedTemplate(parts: Template): TemplateProblem[] {
  return Object.entries(parts).flatMap(([part, source]) => {
    try {
      const strange = variablesIn(part, source).filter((name) => !Object.hasOwn(exampleModel, name))
      if (strange.length > 0)
        return [new TemplateProblem(part, `nothing is called ${[...new Set(strange)].join(', ')}`)]
      for (const model of [exampleModel, emptyModel]) filled({ [part]: source }, model)
      return []
    } catch (error) {
      if (error instanceof TemplateProblem) return [error]
      throw error
    }
  })
}
