// Publishing and handling without a database, beside bare amqplib and the other Node libraries at the same guarantees.
import { join } from 'node:path'
import { installPeers } from '../install-peers.js'
import type { Contender, Ground, Role, Row } from '../row.js'
import { startContender } from '../server-child.js'

const peers = {
  'amqp-connection-manager': 'amqp-connection-manager',
  'rabbitmq-client': 'rabbitmq-client',
  '@golevelup/nestjs-rabbitmq': 'golevelup',
  '@nestjs/microservices': 'nestjs-microservices',
  'rascal, 300 channels': 'rascal',
} as const

const contender = (
  { environment }: Ground,
  name: string,
  { role, adapter }: { role: Role; adapter: string },
) => startContender({ name, role, environment, server: 'publish-to-handled', args: [adapter] })

/** A peer that cannot be had is told and left out. */
async function openPeers(ground: Ground): Promise<Contender[]> {
  const installed = await installPeers(ground.say)
  if ('problem' in installed) {
    ground.note(`The peers could not be installed: ${installed.problem}.`)
    return []
  }
  const opened: Contender[] = []
  for (const [name, file] of Object.entries(peers)) {
    const adapter = join(installed.folder, `${file}.mjs`)
    try {
      opened.push(await contender(ground, name, { role: 'peer', adapter }))
    } catch (error) {
      ground.note(`${name} is missing: ${(error as Error).message}.`)
    }
  }
  return opened
}

/** No limit to be measured by, but it tells what of the distance is the wire format and what is ours. */
const dressed = 'bare amqplib, with our exchange and headers'

export const publishToHandled: Row = {
  name: 'publish-to-handled',
  group: 'messaging',
  about:
    'Publishing and handling 1 KB of JSON without a database: durable quorum queue, persistent, 300 unconfirmed at a time, ' +
    'prefetch 300, acked after the handler. Publisher and consumer share one Node process each time, ' +
    'with a connection for each where the library lets one choose.',
  reach: 0.9,
  needsStack: true,
  open: async (ground) => {
    ground.note(
      'Limit and peers parse the JSON and do no more; ours checks the contract on both sides and has trace, headers and metrics.',
    )
    return [
      await contender(ground, 'backbone', { role: 'ours', adapter: 'ours' }),
      await contender(ground, 'bare amqplib', { role: 'limit', adapter: 'bare' }),
      await contender(ground, dressed, { role: 'aside', adapter: 'bare-as-ours' }),
      ...(await openPeers(ground)),
    ]
  },
}
