// What an admin may change of an account, and what must stay whatever an admin wants.
import { type DomainEvent, UserDisabled, UserEnabled, UserRolesChanged } from '@eventflow/contracts'
import type { Role } from '@eventflow/http'
import type { Account } from './account.js'
import { LastAdmin, OwnAccount } from './errors.js'

export interface AccountChange {
  roles?: Role[]
  disabled?: boolean
}

interface Circumstances {
  /** Who asks; a client has no account to lose. */
  askedBy: string
  otherAdmins: number
}

export interface Decided {
  account: Account
  events: DomainEvent[]
  /** Tokens carry roles, and those of a closed account are worth nothing: both end with the sessions. */
  endsSessions: boolean
}

const isAdmin = ({ roles, disabled }: Pick<Account, 'roles' | 'disabled'>) =>
  roles.includes('admin') && !disabled

const sameRoles = (one: readonly Role[], other: readonly Role[]) =>
  one.length === other.length && one.every((role) => other.includes(role))

export function decideChange(
  account: Account,
  wanted: AccountChange,
  { askedBy, otherAdmins }: Circumstances,
): Decided {
  const roles = [...new Set(wanted.roles ?? account.roles)]
  const changed = { ...account, roles, disabled: wanted.disabled ?? account.disabled }
  const hasOtherRoles = !sameRoles(changed.roles, account.roles)
  const isClosed = changed.disabled && !account.disabled
  const isOpened = !changed.disabled && account.disabled
  if (account.id === askedBy && (hasOtherRoles || isClosed)) throw OwnAccount()
  if (isAdmin(account) && !isAdmin(changed) && otherAdmins === 0) throw LastAdmin()
  const userId = account.id
  return {
    account: changed,
    endsSessions: hasOtherRoles || isClosed,
    events: [
      ...(hasOtherRoles ? [UserRolesChanged({ userId, roles: changed.roles })] : []),
      ...(isClosed ? [UserDisabled({ userId })] : []),
      ...(isOpened ? [UserEnabled({ userId })] : []),
    ],
  }
}
