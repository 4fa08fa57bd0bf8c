// The services that keep data of users: each of them takes part in every copy and every erasure of somebody's data.

/** A job is done when all of these have answered; a test holds the list to the reactions that there are. */
export const keepersOfPersonalData: readonly string[] = [
  'action',
  'activity',
  'auth',
  'feed',
  'notification',
  'ops',
  'user',
]
