// What is posted in the benchmark of activities.
import { randomUUID } from 'node:crypto'

export interface BenchActivity {
  id: string
  type: string
  properties: { path: string; referrer: string; depth: number }
}

/** What one caller posts; its id is made by the service. */
export const singlePost = {
  type: 'PAGE_VIEW',
  properties: { path: '/products/DEMO-001', referrer: '/feed', depth: 3 },
}

export const batchSize = 100

export const newBatch = (): BenchActivity[] =>
  Array.from({ length: batchSize }, () => ({ id: randomUUID(), ...singlePost }))
