// How two people stand to each other, as seen by who follows: one document for each of the two directions.

export interface Pair {
  followeeId: string
  followerId: string
}

/** The followers of somebody lie side by side. */
export const relationIdOf = ({ followeeId, followerId }: Pair): string => `${followeeId}:${followerId}`
