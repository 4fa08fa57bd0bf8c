// The people of the demo data, signed in through the gateway as anybody would.
import { callerAt, type Operator } from '../operator/sign-in.js'

export const names = ['ada', 'alan', 'grace'] as const
export type Name = (typeof names)[number]

/** Known to everybody who reads this: the accounts exist in development only. */
const password = 'demo-correct-horse-battery'

export interface DemoPerson {
  id: string
  email: string
  name: string
  call: Operator['call']
}

interface SignedIn {
  accessToken: string
  user: { id: string; name: string }
}

const emailOf = (name: Name): string => `${name}@demo.test`

export async function signIn(url: string, name: Name): Promise<DemoPerson> {
  const email = emailOf(name)
  const { body } = await callerAt(url).call<SignedIn>('POST', '/v1/auth/login', { body: { email, password } })
  const { id, name: fullName } = body.user
  return { id, email, name: fullName, call: callerAt(url, body.accessToken).call }
}

/** Their sessions would end by themselves, only later; and an account has a hundred at the most. */
export async function signOut(people: readonly DemoPerson[]): Promise<void> {
  await Promise.all(people.map(({ call }) => call('POST', '/v1/auth/logout').catch(() => undefined)))
}
