// What a row of the benchmark is: ours, the limit, and perhaps peers, measured side by side in one run.
import type { Environment } from '@eventflow/runtime'

export interface Pace {
  rounds: number
  seconds: number
  /** Of a row that looks for what grows. */
  minutes: number
}

/** What one contender did within one stretch of time. */
export interface Sample {
  perSecond: number
  /** Where one message or one answer has a time of its own. */
  p50Ms?: number
  p99Ms?: number
  /** Of its Node processes, for each message. */
  cpuMicros?: number
  /** Messages that went in and never came out, and those that came out more than once; both must be 0. */
  lost?: number
  doubled?: number
  /** By how much its processes grew from the first to the last quarter after warming up. */
  growthMb?: number
}

/** `aside` is there to explain the others, and is no measure of them. */
export type Role = 'ours' | 'limit' | 'peer' | 'aside'

export interface Contender {
  name: string
  role: Role
  measure(seconds: number): Promise<Sample>
  close(): Promise<void>
}

/** What a figure may be at the most, where there is nothing to take a ratio of. */
export type Bounds = Partial<Record<'p50Ms' | 'p99Ms' | 'growthMb', number>>

/** What a row is given to open its contenders. */
export interface Ground {
  /** Holds the addresses of the stack, for the processes that the contenders start. */
  environment: Environment
  say: (text: string) => void
  /** Puts a sentence below the table: why one is missing, or what it cannot keep. */
  note: (text: string) => void
}

export interface Row {
  /** By which it is chosen: `npm run bench -- idle-route`. */
  name: string
  /** By which it is chosen together with others: `npm run bench -- messaging`. */
  group?: string
  about: string
  /** The ratio of ours to the slowest limit that is to be reached, or bounds. */
  reach: number | Bounds
  /** Whether it wants databases and a broker. */
  needsStack: boolean
  /** Where it needs another pace than the rest. */
  paceOf?: (pace: Pace) => Pace
  open(ground: Ground): Promise<Contender[]>
}

export interface Measured extends Sample {
  name: string
  role: Role
  /** Of the limit; 1 for the limit itself, nothing where there is none. */
  ratio?: number
  /** Every round on its own: how far they lie apart is how far the figure can be trusted. */
  rounds: number[]
}

export interface MeasuredRow {
  name: string
  about: string
  reach: number | Bounds
  /** Sentences below the table. */
  notes?: string[]
  contenders: Measured[]
}
