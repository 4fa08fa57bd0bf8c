// Understands what is typed behind `npm run dead-letters --`.
import { Impossible } from '../launcher/component.js'
import { type Flags, understood } from '../launcher/understood.js'

const text = { type: 'string' } as const
const selection = { fingerprint: text, queue: text }

/** The flags of each act, and how it is typed. */
const acts = {
  list: {
    flags: { ...selection, status: text, limit: text, cursor: text },
    usage: 'list [--queue q] [--fingerprint f] [--status s]',
  },
  groups: { flags: { queue: text }, usage: 'groups [--queue q]' },
  show: { flags: {}, usage: 'show <id>' },
  edit: { flags: { body: text }, usage: 'edit <id> --body file.json' },
  'dry-run': { flags: {}, usage: 'dry-run <id>' },
  replay: {
    flags: { ...selection, rate: text, 'dry-run': { type: 'boolean' } },
    usage: 'replay <id>... or --fingerprint f or --queue q [--rate n] [--dry-run]',
  },
  discard: {
    flags: { ...selection, reason: text },
    usage: 'discard <id>... or --fingerprint f or --queue q, --reason "why"',
  },
  held: { flags: {}, usage: 'held' },
  resume: { flags: {}, usage: 'resume <service> <key>' },
} as const satisfies Record<string, { flags: Flags; usage: string }>

type ActName = keyof typeof acts

export interface Request {
  act: ActName
  /** What stands behind the act: ids, or for a resume the service and the key. */
  ids: string[]
  options: Readonly<Record<string, string | undefined>>
  dryRun: boolean
  json: boolean
}

const isAct = (name: string | undefined): name is ActName => name !== undefined && name in acts
const typed = (usage: string): string => `npm run dead-letters -- ${usage}`

export function parseRequest(args: readonly string[]): Request {
  const [act, ...rest] = args
  if (!isAct(act))
    throw new Impossible(
      act === undefined ? 'what is to be done?' : `"${act}" is not understood`,
      `one of: ${Object.keys(acts).join(', ')}; such as ${typed(acts.groups.usage)}`,
    )
  const { flags, usage } = acts[act]
  const { values, positionals } = understood(rest, { ...flags, json: { type: 'boolean' } }, typed(usage))
  const options = Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
  const request = {
    act,
    ids: positionals,
    options,
    dryRun: values['dry-run'] === true,
    json: values.json === true,
  }
  const objection = objectionTo(request)
  if (objection) throw new Impossible(objection, typed(usage))
  return request
}

function objectionTo({ act, ids, options }: Request): string | undefined {
  if (act === 'resume') return ids.length === 2 ? undefined : 'which service, and which key?'
  if (act === 'list' || act === 'groups' || act === 'held')
    return ids.length > 0 ? `"${ids[0]}" is not understood` : undefined
  if (act === 'show' || act === 'edit' || act === 'dry-run') {
    if (ids.length !== 1) return ids.length === 0 ? 'which letter?' : 'one letter at a time'
    return act === 'edit' && options.body === undefined ? 'with which body?' : undefined
  }
  const chosen = [ids.length > 0, options.fingerprint, options.queue].filter(Boolean).length
  if (chosen !== 1) return chosen === 0 ? 'which letters?' : 'ids, or a fingerprint, or a queue: one of them'
  if (options.rate !== undefined && !/^[0-9]+$/.test(options.rate))
    return `--rate ${options.rate} is no number`
  return act === 'discard' && !options.reason ? 'for which reason?' : undefined
}
