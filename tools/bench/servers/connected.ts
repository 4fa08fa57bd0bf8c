// Waits until a backbone has its broker: what it takes to get there is no part of a measurement.
import { setTimeout as pause } from 'node:timers/promises'
import type { Backbone } from '@eventflow/backbone'

export async function connected({ dependency }: Backbone): Promise<void> {
  const isReady = () =>
    dependency?.check().then(
      () => true,
      () => false,
    )
  while (!(await isReady())) await pause(1)
}
