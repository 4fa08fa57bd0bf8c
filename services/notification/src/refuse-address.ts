// Refuses web addresses that are not to be called, with the field that holds it and the rule that it breaks.
import { addressProblem } from '@eventflow/runtime'
import { AddressRefused } from './errors.js'

const said = {
  malformed: 'It is no web address.',
  'not-https': 'It has to begin with https.',
  credentials: 'It holds a user or a password.',
  'not-public': 'It leads to an address that is not public.',
}

/** `{ url }` by the name of its field. Told from the letters alone: where the name leads is looked at with each call, when it counts. */
export function refuseAddress(named: Readonly<Record<string, string>>, allowPrivate: boolean): void {
  const errors = Object.entries(named).flatMap(([field, address]) => {
    const problem = addressProblem(address, { allowPrivate })
    return problem ? [{ pointer: `/${field}`, code: `address.${problem}`, detail: said[problem] }] : []
  })
  if (errors.length > 0) throw AddressRefused({ errors })
}
