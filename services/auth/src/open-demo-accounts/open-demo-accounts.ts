// Opens the accounts of the demo, once, the way any account is opened: with its event.
import type { Backbone } from '@eventflow/backbone'
import type { Role } from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import type { AccountStore } from '../account-store.js'
import type { Passwords } from '../password.js'
import { newAccount } from '../register/register.js'

interface DemoParts {
  backbone: Backbone
  accounts: AccountStore
  passwords: Passwords
  now: Clock
}

const demoPassword = 'demo-correct-horse-battery'

const people: ReadonlyArray<{ mailbox: string; name: string; roles: Role[] }> = [
  { mailbox: 'admin', name: 'Demo Admin', roles: ['user', 'admin'] },
  { mailbox: 'operator', name: 'Demo Operator', roles: ['user', 'operator'] },
  { mailbox: 'ada', name: 'Ada Lovelace', roles: ['user'] },
  { mailbox: 'alan', name: 'Alan Turing', roles: ['user'] },
  { mailbox: 'grace', name: 'Grace Hopper', roles: ['user'] },
]

/** Everybody who reads this file knows the password, so it happens only where the setting says so. */
export async function openDemoAccounts(wanted: boolean, parts: DemoParts): Promise<void> {
  if (!wanted) return
  await Promise.all(people.map((person) => openOne(parts, person)))
}

async function openOne(
  { backbone, accounts, passwords, now }: DemoParts,
  { mailbox, name, roles }: (typeof people)[number],
): Promise<void> {
  const email = `${mailbox}@demo.test`
  if (await accounts.byEmail(email)) return
  const passwordHash = await passwords.hash(demoPassword)
  const { account, registered } = newAccount({ email, name, passwordHash, language: 'en' }, now())
  await backbone.transact(async (transaction) => {
    await accounts.insert(transaction, { ...account, roles, emailVerified: true })
    return { events: [registered] }
  })
}
