// Puts right what can be put right while messages are in the queues: nothing that may hold one is ever deleted or made anew.
import { managementApi } from '@eventflow/backbone/admin'
import { type Drift, kinds } from './drift.js'

/** In the order in which one needs the other; what is too much goes last, when what replaces it is there. */
export async function applyCures(managementUrl: string, drift: readonly Drift[]): Promise<Drift[]> {
  const api = managementApi(managementUrl)
  const ordered = drift
    .filter(({ cure }) => cure)
    .sort((a, b) => Number(a.sign === '+') - Number(b.sign === '+') || rank(a) - rank(b))
  for (const { cure } of ordered) if (cure) await api(cure.method, cure.path, cure.body)
  return ordered
}

const rank = ({ kind }: Drift): number => kinds.indexOf(kind)
