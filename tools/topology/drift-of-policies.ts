// What differs in the policies, and which policy of somebody else takes a queue of ours away from its own.
import type { Definitions } from '@eventflow/backbone'
import type { BrokerState, FoundPolicy } from './broker-state.js'
import { apiPath, type Drift, differences, type Wanted } from './drift.js'

export function driftOfPolicies({ vhost, definitions }: Wanted, found: BrokerState): Drift[] {
  const there = new Map(found.policies.map((policy) => [policy.name, policy]))
  const known = new Set(definitions.policies.map(({ name }) => name))
  const own = definitions.policies.flatMap((policy): Drift[] => {
    const { name, ...body } = policy
    const cure = { method: 'PUT', path: apiPath('policies', vhost, name), body } as const
    const is = there.get(name)
    if (!is) return [{ sign: '-', kind: 'policy', name, detail: told(policy.definition), cure }]
    const detail = difference(is, policy, found.version)
    return detail === '' ? [] : [{ sign: '~', kind: 'policy', name, detail, cure }]
  })
  const strangers = found.policies.filter(({ name }) => !known.has(name))
  return [...own, ...strangers.map((policy) => strangerPolicy(policy, definitions))]
}

const told = (definition: Readonly<Record<string, unknown>>): string =>
  Object.entries(definition)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ')

function difference(is: FoundPolicy, wanted: Definitions['policies'][number], version: string): string {
  const frame = differences(
    { pattern: is.pattern, priority: is.priority, 'apply-to': sameReach(is.applyTo) },
    { pattern: wanted.pattern, priority: wanted.priority, 'apply-to': wanted['apply-to'] },
  )
  const rules = differences(is.definition, wanted.definition).map((line) =>
    line.startsWith('delivery-limit not set') ? `${line} (${unsetLimit(version)})` : line,
  )
  return [...frame, ...rules].join('; ')
}

/** Each of our policies holds for one quorum queue: naming that type, as brokers from 3.12 can, changes nothing. */
const sameReach = (applyTo: string): string => (applyTo === 'quorum_queues' ? 'queues' : applyTo)

/** What a broker does on its own changed with 4.0, which is why it is always set. */
const unsetLimit = (version: string): string =>
  Number(version.split('.')[0]) >= 4 ? 'this broker takes 20' : 'this broker redelivers without end'

function strangerPolicy(policy: FoundPolicy, { queues, policies }: Definitions): Drift {
  const taken = queues
    .map(({ name }) => name)
    .filter((queue) => {
      const [own] = policies.filter(({ pattern }) => new RegExp(pattern).test(queue))
      return overriding([policy], queue).length > 0 && policy.priority >= (own?.priority ?? 0)
    })
  const { name, priority, pattern } = policy
  const detail =
    taken.length > 0
      ? `priority ${priority}, takes ${taken.join(', ')} from the policy of the same name`
      : `pattern ${pattern}, rules nothing of ours`
  const advice =
    taken.length > 0
      ? `a queue obeys one policy alone: narrow ${name}, lower its priority below 10, or clear it`
      : `unknown here and left alone; if nobody needs the policy ${name}, clear it on the broker`
  return { sign: '+', kind: 'policy', name, detail, advice }
}

/** Those that hold for a quorum queue of this name. */
export const overriding = (policies: readonly FoundPolicy[], queue: string): FoundPolicy[] =>
  policies.filter(
    ({ pattern, applyTo }) => ['all', 'queues', 'quorum_queues'].includes(applyTo) && matches(pattern, queue),
  )

/** The broker's patterns are Perl's: one that JavaScript cannot read is taken as matching, since it may. */
function matches(pattern: string, name: string): boolean {
  try {
    return new RegExp(pattern).test(name)
  } catch {
    return true
  }
}
