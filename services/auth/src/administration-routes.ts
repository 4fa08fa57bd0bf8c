// What admins can ask of this service about people.
import type { Route } from '@eventflow/http'
import { changeAccount } from './change-account/route.js'
import {
  endSessionOfAccount,
  endSessionsOfAccount,
  listSessionsOfAccount,
} from './end-sessions-of-account/route.js'
import { listAccounts, readAccount } from './look-at-accounts/route.js'
import { removeOtpOfAccount } from './remove-otp-of-account/route.js'

type AdministrationParts = Parameters<typeof changeAccount>[0] &
  Parameters<typeof listAccounts>[0] &
  Parameters<typeof removeOtpOfAccount>[0]

export const administrationRoutes = (parts: AdministrationParts): Route[] => [
  ...[listAccounts(parts), readAccount(parts), changeAccount(parts)],
  ...[listSessionsOfAccount(parts), endSessionsOfAccount(parts), endSessionOfAccount(parts)],
  removeOtpOfAccount(parts),
]
