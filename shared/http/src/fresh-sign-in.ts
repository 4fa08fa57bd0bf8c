// Whether the caller gave their password lately enough for what they ask, where the route wants that.
import type { Caller } from './caller.js'
import { ReauthenticationRequired } from './errors.js'
import type { Route } from './route.js'

interface Asked {
  caller: Caller | undefined
  params: unknown
}

export function requireFreshSignIn(
  { freshSignIn }: Pick<Route, 'freshSignIn'>,
  { caller, params }: Asked,
  freshSeconds: number,
): void {
  if (freshSignIn === undefined || !caller) return
  const isWanted =
    freshSignIn === true || freshSignIn({ caller, params: params as Readonly<Record<string, string>> })
  if (isWanted && Date.now() - caller.authenticatedAt.getTime() > freshSeconds * 1_000)
    throw ReauthenticationRequired()
}
