// The facts without which a figure means nothing: machine, versions, durability.
import { cpus, totalmem } from 'node:os'

export function machineFacts(infrastructure: readonly string[]): string[] {
  const [first] = cpus()
  return [
    `${cpus().length} cores (${first?.model.trim() ?? 'unknown'}), shared by load, code and servers`,
    `${Math.round(totalmem() / 2 ** 30)} GiB of memory`,
    `Node ${process.versions.node} on ${process.platform} ${process.arch}`,
    ...infrastructure,
    ...(infrastructure.length > 0
      ? [
          'PostgreSQL of the benchmark: synchronous_commit on, fsync off (throw-away data); RabbitMQ: quorum queues, confirms on',
        ]
      : []),
  ]
}
