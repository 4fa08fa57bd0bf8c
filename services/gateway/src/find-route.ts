// Finds the row of a call, or which methods its address knows; an address without a row is nothing.
import type { GatewayRoute } from './table-row.js'

interface Step {
  words: Map<string, Step>
  parameter?: Step
  rows: Map<string, GatewayRoute>
  /** By method, made once: this is looked up for every call. */
  destinations: Map<string, Destination>
  other?: Destination
}

export interface Destination {
  /** Missing when the address exists, but not with this method. */
  route?: GatewayRoute
  /** The methods of the address, as the Allow field lists them. */
  allow: string
  /** Every method of the address wants a token: then nothing is said about it to those who have none. */
  guarded: boolean
}

export type FindRoute = (method: string, path: string) => Destination | undefined

const newStep = (): Step => ({ words: new Map(), rows: new Map(), destinations: new Map() })

/** Of the services that there are; the addresses of others do not exist. */
export function routeFinder(table: readonly GatewayRoute[], services: readonly string[]): FindRoute {
  const root = newStep()
  for (const route of table) if (services.includes(route.service)) place(root, route)
  return (method, path) => {
    const step = walk(root, path)
    return step?.destinations.get(method) ?? step?.other
  }
}

function place(root: Step, route: GatewayRoute): void {
  let step = root
  for (const part of route.path.slice(1).split('/')) step = below(step, part)
  for (const method of route.methods) {
    if (step.rows.has(method)) throw new Error(`two rows for ${method} ${route.path}`)
    step.rows.set(method, route)
  }
  const head = step.rows.get('GET')
  const rows = [...step.rows, ...(head ? [['HEAD', head] as const] : [])]
  const allow = [...rows.map(([method]) => method), 'OPTIONS'].sort().join(', ')
  const guarded = rows.every(([, { auth }]) => auth !== 'open')
  step.other = { allow, guarded }
  step.destinations = new Map(rows.map(([method, row]) => [method, { route: row, allow, guarded }]))
}

function below(step: Step, part: string): Step {
  if (part.startsWith('{')) {
    step.parameter ??= newStep()
    return step.parameter
  }
  const next = step.words.get(part) ?? newStep()
  step.words.set(part, next)
  return next
}

/** Without splitting the address: this is done for every call. One that ends in a slash is another address. */
function walk(root: Step, path: string): Step | undefined {
  let step: Step | undefined = root
  let from = 1
  while (step && from <= path.length) {
    const slash = path.indexOf('/', from)
    const to = slash === -1 ? path.length : slash
    const part: string = path.slice(from, to)
    step = step.words.get(part) ?? (part === '' ? undefined : step.parameter)
    from = to + 1
  }
  return step
}

/** Two readings of one address are how checks are passed by: such addresses are refused before any check. */
export const isAmbiguous = (path: string): boolean =>
  /\/\/|\\|%2f|%5c|%2e|%00/i.test(path) || /(^|\/)\.\.?(\/|$)/.test(path)
