// Dead letters, replays and held keys as the platform answers them.
export interface Summary {
  id: string
  queue: string
  messageId: string | null
  type: string | null
  reason: string
  fingerprint: string
  error: string
  attempts: number
  replays: number
  writtenAt: string | null
  parkedAt: string
  status: string
  correlationId: string | null
}

export interface Letter extends Summary {
  stack: string
  headers: Record<string, unknown>
  encoding: 'json' | 'base64'
  body: unknown
  edited: boolean
  note: string | null
  verdict: { valid: boolean; problems: Array<{ pointer: string; detail: string }> }
}

export interface Group {
  fingerprint: string
  queue: string
  type: string | null
  reason: string
  error: string
  count: number
  firstAt: string
  lastAt: string
}

export interface Replay {
  id: string
  status: string
  total: number
  done: number
  failed: number
}

export interface Preview {
  total: number
  tooOld: number
  seconds: number
  queues: Record<string, number>
}

export interface Rehearsal {
  service: string
  outcome: string
  reason?: string
  error?: string
  events: Array<{ type: string; data: unknown }>
}

export interface HeldKey {
  service: string
  key: string
  count: number
  type: string
  error: string
  since: string
  nextAt: string | null
}
