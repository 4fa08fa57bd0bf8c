// Stops what this launcher has started: services first, so that they can still hand over what they hold.
import type { Provided } from './component.js'
import type { Kept } from './keeper.js'
import { ownedProcesses } from './owned-process.js'

export async function shutDown(services: Kept[], infrastructure: Provided[]): Promise<void> {
  await Promise.all(services.map((service) => service.current().stop()))
  await Promise.all(infrastructure.flatMap(({ owned }) => owned.map((process) => process.stop())))
  // What was being started when the stop came, and what was started again after a fall.
  await Promise.all(ownedProcesses().map((process) => process.stop()))
}
