// What people can ask of this service about their accounts and sessions.
import type { Backbone } from '@eventflow/backbone'
import type { Route } from '@eventflow/http'
import type { AccountStore } from './account-store.js'
import { checkPassword } from './check-password/route.js'
import type { Credentials } from './credentials.js'
import { endSession } from './end-session/route.js'
import { listSessions } from './list-sessions/route.js'
import { login } from './login/route.js'
import { logout } from './logout/route.js'
import { logoutAll } from './logout-all/route.js'
import { me } from './me/route.js'
import type { Passwords } from './password.js'
import { reauthenticate } from './reauthenticate/route.js'
import { refresh } from './refresh/route.js'
import { register } from './register/route.js'
import type { Revocations } from './revocations.js'
import type { SignInParts } from './sign-in.js'

interface PeopleParts extends SignInParts {
  backbone: Backbone
  accounts: AccountStore
  credentials: Credentials
  passwords: Passwords
  revocations: Revocations
  refreshKey: Buffer
}

export const peopleRoutes = (parts: PeopleParts): Route[] => [
  ...[register(parts), login(parts), refresh(parts), reauthenticate(parts)],
  ...[me(parts), checkPassword(parts)],
  ...[listSessions(parts), endSession(parts), logout(parts), logoutAll(parts)],
]
