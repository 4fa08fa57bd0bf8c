// Who is to hear of an event: certain where nothing changed around it, open where people changed their minds meanwhile.
import { type Act, type ActionAct, isRelation, pairOf } from './acts.js'
import { emptyWorld, follows, isBlocked, replay, type World } from './world.js'

export interface Told {
  event: string
  type: 'action.completed' | 'user.followed'
  /** Whose doing it was, who is not told. */
  by: string
  /** Each of them gets exactly one decision for each channel. */
  owed: ReadonlySet<string>
  /** They may have been told or not, and once at the most; everybody else must not be told. */
  open: ReadonlySet<string>
}

interface Round {
  before: World
  acts: readonly Act[]
  after: World
  /** Pairs between whom something changed. */
  pairs: ReadonlySet<string>
}

export function owedNotices(acts: readonly Act[]): Told[] {
  return roundsOf(acts).flatMap((round) => round.acts.flatMap((act) => toldOf(round, act)))
}

function roundsOf(acts: readonly Act[]): Round[] {
  const rounds: Round[] = []
  let world = emptyWorld()
  for (const number of [...new Set(acts.map(({ round }) => round))].sort((a, b) => a - b)) {
    const own = acts.filter(({ round }) => round === number)
    const after = replay(own, structuredClone(world))
    const pairs = new Set(own.filter(isRelation).map(({ by, whom }) => pairOf(by, whom)))
    rounds.push({ before: world, acts: own, after, pairs })
    world = after
  }
  return rounds
}

function toldOf(round: Round, act: Act): Told[] {
  if (act.what === 'complete') return act.events.map((event) => completionTold(round, { ...act, event }))
  if (act.what === 'follow') return act.events.map((event) => followTold(round, { ...act, event }))
  return []
}

function completionTold(
  round: Round,
  { event, by, action }: { event: string; by: string; action: string },
): Told {
  const owed = new Set<string>()
  const open = new Set<string>()
  const visibility = visibilityOf(round, action)
  for (const person of new Set([
    ...followersOf(round.before, by),
    ...followersOf(round.after, by),
    ...triers(round, by),
  ])) {
    const isSettled = !round.pairs.has(pairOf(person, by))
    if (isSettled && visibility === 'shown') owed.add(person)
    else if (visibility !== 'hidden') open.add(person)
  }
  return { event, type: 'action.completed', by, owed, open }
}

/** Who began or ended something with them in the round, whatever it came to. */
const triers = ({ acts }: Round, whom: string): string[] =>
  acts
    .filter(isRelation)
    .filter((act) => act.whom === whom || act.by === whom)
    .map((act) => (act.by === whom ? act.whom : act.by))

function followersOf(world: World, author: string): string[] {
  return [...world.follows].filter(([, authors]) => authors.has(author)).map(([reader]) => reader)
}

/** Over the whole of the round, since it is looked up when the notice is sent and not when the act happened. */
function visibilityOf({ before, acts }: Round, action: string): 'shown' | 'hidden' | 'both' {
  const seen = new Set<'shown' | 'hidden'>()
  const look = (isHidden: boolean) => seen.add(isHidden ? 'hidden' : 'shown')
  const known = before.actions.get(action)
  if (known) look(known.isDeleted || known.visibility === 'private')
  for (const act of acts.filter((one): one is ActionAct => !isRelation(one) && one.action === action)) {
    if (act.what === 'create' || act.what === 'show') look(act.visibility === 'private')
    if (act.what === 'delete' || act.what === 'reopen') look(true)
  }
  const [only = 'hidden', other] = seen
  return other ? 'both' : only
}

function followTold(round: Round, { event, by, whom }: { event: string; by: string; whom: string }): Told {
  const between = round.acts.filter(isRelation).filter((act) => pairOf(act.by, act.whom) === pairOf(by, whom))
  const isPlain = between.length === 1 && follows(round.after, by, whom) && !isBlocked(round.before, by, whom)
  const person = new Set([whom])
  return {
    event,
    type: 'user.followed',
    by,
    owed: isPlain ? person : new Set(),
    open: isPlain ? new Set() : person,
  }
}
