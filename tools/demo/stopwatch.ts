// What a demo prints: one line a step with the time it took, and what there is to see below it.
import { styleText } from 'node:util'

export interface Stopwatch {
  title(text: string): void
  /** Does the work and says in words what came of it, with the time. */
  step<T>(title: string, work: () => Promise<T>, told?: (outcome: T) => string): Promise<T>
  detail(text: string): void
}

const width = 58

export function stopwatch(print: (line: string) => void = console.log): Stopwatch {
  return {
    title: (text) => print(`\n${styleText('bold', text)}\n`),
    step: async (title, work, told) => {
      const startedAt = performance.now()
      const outcome = await work()
      const took = `${Math.round(performance.now() - startedAt)} ms`
      const words = told?.(outcome) ?? ''
      print(
        `${styleText('green', '✔')} ${title.padEnd(width)} ${styleText('cyan', took.padStart(8))}  ${words}`.trimEnd(),
      )
      return outcome
    },
    detail: (text) => print(`    ${styleText('dim', text)}`),
  }
}
