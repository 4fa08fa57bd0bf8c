// Whether what somebody does is written into the feeds of their followers, or read from theirs by whoever looks.

export type AuthorMode = 'push' | 'pull'

export interface ModeLimits {
  /** From so many followers on it is read. */
  pullFrom: number
  /** Below so many it is written again; less than the other, so that somebody in between does not change all the time. */
  pushBelow: number
}

export function modeAfter(
  mode: AuthorMode,
  followers: number,
  { pullFrom, pushBelow }: ModeLimits,
): AuthorMode {
  if (mode === 'push') return followers >= pullFrom ? 'pull' : 'push'
  return followers < pushBelow ? 'push' : 'pull'
}
