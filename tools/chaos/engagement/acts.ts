// What people did, as the platform confirmed it: the log from which it is known what everybody must see.

export type Visibility = 'private' | 'followers' | 'public'
export type ItemKind = 'task' | 'journal'
export type Verb = 'created' | 'updated' | 'completed'

interface Common {
  by: string
  /** Acts of one round happen side by side; between two rounds everything has arrived. */
  round: number
  /** Ids of the events that it caused, as the Sync-Token of its answer names them. */
  events: readonly string[]
}

export interface RelationAct extends Common {
  what: 'follow' | 'unfollow' | 'block' | 'unblock'
  whom: string
}

export interface Creation extends Common {
  what: 'create'
  action: string
  kind: ItemKind
  visibility: Visibility
}

export interface VisibilityChange extends Common {
  what: 'show'
  action: string
  visibility: Visibility
}

export interface Change extends Common {
  what: 'retitle' | 'complete' | 'reopen' | 'archive' | 'restore' | 'delete'
  action: string
}

export type ActionAct = Creation | VisibilityChange | Change

/** Acts on one pair of people, and acts on one action, stand in the order in which they took effect. */
export type Act = RelationAct | ActionAct

export const isRelation = (act: Act): act is RelationAct => 'whom' in act

/** The same for both of them. */
export const pairOf = (one: string, other: string): string =>
  one < other ? `${one} ${other}` : `${other} ${one}`
