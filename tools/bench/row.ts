// What a row of the benchmark is: ours, the limit, and perhaps peers, measured side by side in one run.
import type { Environment } from '@eventflow/runtime'

/** What one contender did within one stretch of time. */
export interface Sample {
  perSecond: number
  p50Ms: number
  p99Ms: number
}

export interface Contender {
  name: string
  role: 'ours' | 'limit' | 'peer'
  measure(seconds: number): Promise<Sample>
  close(): Promise<void>
}

export interface Row {
  /** By which it is chosen: `npm run bench -- idle-route`. */
  name: string
  about: string
  /** The ratio of ours to the limit that is to be reached. */
  reach: number
  /** Whether it wants databases and a broker. */
  needsStack: boolean
  /** The shortest round that means something, where one answer takes long. */
  secondsAtLeast?: number
  /** `environment` holds the addresses of the stack, for the processes that the contenders start. */
  open(environment: Environment): Promise<Contender[]>
}

export interface Measured {
  name: string
  role: Contender['role']
  perSecond: number
  p50Ms: number
  p99Ms: number
  /** Of the limit; 1 for the limit itself. */
  ratio: number
  /** Every round on its own: how far they lie apart is how far the figure can be trusted. */
  rounds: number[]
}

export interface MeasuredRow {
  name: string
  about: string
  reach: number
  contenders: Measured[]
}
