// The calls that end the session, or the account, they are made with: each of them is tried with an account of its own.

/** By operation id; whatever else ended a token would be found out at the end of its round. */
export const endsItsToken: readonly string[] = [
  'postAuthLogout',
  'postAuthLogoutAll',
  'postAuthReauthenticate',
  'deleteUsersMe',
]

/** They end a token only where they meet an id that an earlier answer told, so they get none of those. */
export const endsTokensOfIds: readonly string[] = [
  'deleteAuthSessionsId',
  'deleteUsersIdSessions',
  'deleteUsersIdSessionsSessionId',
  'patchUsersId',
]
