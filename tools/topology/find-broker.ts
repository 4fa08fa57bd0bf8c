// Which broker is meant: the one that the environment names, else that of the stack that runs from this folder.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Definitions, Permissions } from '@eventflow/backbone'
import { addressesIn } from '@eventflow/runtime'
import { Impossible } from '../launcher/component.js'
import { readJson } from '../launcher/json-file.js'
import { lockHolder } from '../launcher/lock.js'
import { LOCK_FILE, ROOT, STACK_FILE } from '../launcher/places.js'
import type { StackRecord } from '../launcher/stack-record.js'
import { userEnvironment } from '../launcher/user-environment.js'
import type { Wanted } from './drift.js'

export interface ChosenBroker {
  managementUrl: string
  wanted: Wanted
}

export function findBroker(): ChosenBroker {
  const { RABBITMQ_URL: amqp, RABBITMQ_MANAGEMENT_URL: management } = userEnvironment()
  if (amqp && management) return chosen({ amqp, management })
  if (amqp || management)
    throw new Impossible(
      `${amqp ? 'RABBITMQ_MANAGEMENT_URL' : 'RABBITMQ_URL'} is not set`,
      'set both RABBITMQ_URL (with the virtual host) and RABBITMQ_MANAGEMENT_URL (with an administrator), or neither',
    )
  const stack = lockHolder(LOCK_FILE, ROOT) ? readJson<StackRecord>(STACK_FILE) : undefined
  if (!stack?.rabbitmq.amqp || !stack.rabbitmq.management)
    throw new Impossible(
      'no stack runs from this folder',
      'npm start, or name a broker by RABBITMQ_URL and RABBITMQ_MANAGEMENT_URL',
    )
  // `npm start -- --only user` makes users for these alone.
  return chosen({ amqp: stack.rabbitmq.amqp, management: stack.rabbitmq.management, only: stack.services })
}

function chosen(place: { amqp: string; management: string; only?: object }): ChosenBroker {
  const all = generated<Record<string, Permissions>>('permissions.json')
  const users = Object.fromEntries(Object.entries(all).filter(([name]) => !place.only || name in place.only))
  const definitions = generated<Definitions>('definitions.json')
  // Of a cluster any host will do.
  const [first = ''] = addressesIn(place.amqp)
  if (!URL.canParse(first) || !URL.canParse(place.management))
    throw new Impossible(
      'the address of the broker is not an address',
      'correct or unset RABBITMQ_URL and RABBITMQ_MANAGEMENT_URL',
    )
  const vhost = decodeURIComponent(new URL(first).pathname.slice(1))
  return { managementUrl: place.management, wanted: { vhost, definitions, users } }
}

const generated = <T>(file: string): T => JSON.parse(readFileSync(join(ROOT, 'rabbitmq', file), 'utf8')) as T
