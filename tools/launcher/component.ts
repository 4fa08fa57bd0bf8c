// What a piece of infrastructure looks like to the launcher, whichever way it is provided.
import type { OwnedProcess } from './owned-process.js'

/** Where and how a stack is put up; the same for `npm start` and for the throw-away stack of `npm test`. */
export interface Ground {
  /** The stack's own folder below `.eventflow/`; a component writes below `<folder>/<component name>` only. */
  folder: string
  /** True for the stack of `npm test`: nothing has to outlive the run, so memory may stand in for disk. */
  throwaway: boolean
  /** The launcher's own environment, read once. */
  environment: Readonly<Record<string, string | undefined>>
  /** A free port: the wished one if nobody listens there, the one used last time, else any other. */
  port(name: string, wish?: number): Promise<number>
  /** A random secret that stays the same over restarts of this stack (kept in a file only the owner can read). */
  secret(name: string): string
  /** Says what is going on inside the step, for the progress line. */
  say(text: string): void
  /** Aborted when the user pressed Ctrl-C during the start. */
  signal: AbortSignal
}

/** A component that answers; `owned` are the processes that this launcher started for it. */
export interface Provided {
  /** One short phrase for the user: "private instance of rabbitmq-server 3.10.8 on port 5673". */
  how: string
  /** Addresses by name, e.g. `{ amqp, management }`; each value is a URL. */
  addresses: Record<string, string>
  owned: OwnedProcess[]
}

export interface Component {
  name: string
  provide(ground: Ground): Promise<Provided>
}

/** Tells a person what failed and what to do, one line each. */
export class Impossible extends Error {
  constructor(
    what: string,
    readonly advice: string,
  ) {
    super(what)
  }
}
