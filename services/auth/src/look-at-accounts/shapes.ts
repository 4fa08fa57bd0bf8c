// What an admin is shown of an account.
import { emailAddress, flag, instant, listOf, oneOf, record, text, uuid } from '@eventflow/contracts'
import { roles } from '@eventflow/http'
import { type Account, publicAccount } from '../account.js'

export const accountShape = record({
  id: uuid(),
  email: emailAddress(),
  name: text(100),
  roles: listOf(oneOf(...roles), roles.length),
  emailVerified: flag(),
  disabled: flag(),
  createdAt: instant(),
})

export const shownAccount = (account: Account) => ({
  ...publicAccount(account),
  disabled: account.disabled,
  createdAt: account.createdAt,
})
