// Shows what is going on: live lines on a terminal, plain lines elsewhere.
import { styleText } from 'node:util'

export interface Progress {
  /** Shows the work while it goes on and its outcome with the time it took; `result` words it, and tells a bad one. */
  step<T>(
    title: string,
    work: (say: (text: string) => void) => Promise<T>,
    result?: (outcome: T) => string | { bad: string },
  ): Promise<T>
  /** A line that stays, above the live ones. */
  line(text: string): void
}

interface Running {
  title: string
  detail: string
  startedAt: number
}

const GOOD = styleText('green', '✔')
const BAD = styleText('red', '✘')
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const FRAME_MS = 100
// A log without a terminal should show that a long step is alive, but not fill up.
const STILL_EVERY_MS = 15_000

/** Live lines need the terminal for themselves: who lets others print meanwhile does without. */
export function createProgress({ live = true } = {}): Progress {
  const out = process.stdout
  const running = new Set<Running>()
  const show = live && out.isTTY ? liveLines(out, running) : plainLines(out, running)
  return {
    line: show.print,
    async step(title, work, result) {
      const own: Running = { title, detail: '', startedAt: Date.now() }
      running.add(own)
      show.changed()
      try {
        const outcome = await work((text) => {
          own.detail = text
          show.changed()
        })
        const word = result?.(outcome) ?? ''
        if (typeof word === 'string') finish(own, GOOD, word)
        else finish(own, BAD, word.bad)
        return outcome
      } catch (error) {
        finish(own, BAD, (error as Error).message)
        throw error
      }
    },
  }
  function finish(own: Running, mark: string, detail: string) {
    running.delete(own)
    show.print(`${mark} ${stepLine(own.title, detail, Date.now() - own.startedAt)}`)
    show.changed()
  }
}

export function stepLine(title: string, detail: string, elapsedMs: number): string {
  return `${title.padEnd(12)} ${detail}${detail ? ' ' : ''}(${(elapsedMs / 1000).toFixed(1)} s)`
}

interface Show {
  print(text: string): void
  changed(): void
}

function liveLines(out: NodeJS.WriteStream, running: Set<Running>): Show {
  let drawn = 0
  let frame = 0
  let timer: NodeJS.Timeout | undefined
  const erase = () => {
    if (drawn) out.write(`\u001b[${drawn}A\u001b[J`)
    drawn = 0
  }
  const draw = () => {
    erase()
    for (const { title, detail, startedAt } of running) {
      const line = `${FRAMES[frame]} ${stepLine(title, detail, Date.now() - startedAt)}`
      out.write(`${line.slice(0, out.columns - 1)}\n`)
      drawn++
    }
  }
  const tick = () => {
    frame = (frame + 1) % FRAMES.length
    draw()
  }
  return {
    print(text) {
      erase()
      out.write(`${text}\n`)
      draw()
    },
    changed() {
      draw()
      if (running.size && !timer) timer = setInterval(tick, FRAME_MS)
      if (!running.size && timer) {
        clearInterval(timer)
        timer = undefined
      }
    },
  }
}

function plainLines(out: NodeJS.WriteStream, running: Set<Running>): Show {
  let timer: NodeJS.Timeout | undefined
  const still = () => {
    for (const { title, detail, startedAt } of running) {
      // One that says nothing of itself lets others speak, as the tests do.
      if (detail && Date.now() - startedAt >= STILL_EVERY_MS)
        out.write(`… ${stepLine(title, detail, Date.now() - startedAt)}\n`)
    }
  }
  return {
    print: (text) => void out.write(`${text}\n`),
    changed() {
      if (running.size && !timer) timer = setInterval(still, STILL_EVERY_MS)
      if (!running.size && timer) {
        clearInterval(timer)
        timer = undefined
      }
    },
  }
}
