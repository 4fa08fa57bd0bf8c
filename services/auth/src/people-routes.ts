// What people can ask of this service about their accounts and sessions.
import type { Route } from '@eventflow/http'
import { changeEmail } from './change-email/route.js'
import { changePassword } from './change-password/route.js'
import { checkPassword } from './check-password/route.js'
import { confirmOtp } from './confirm-otp/route.js'
import { endSession } from './end-session/route.js'
import { enrolOtp } from './enrol-otp/route.js'
import { listSessions } from './list-sessions/route.js'
import { login } from './login/route.js'
import { logout } from './logout/route.js'
import { logoutAll } from './logout-all/route.js'
import { me } from './me/route.js'
import type { People } from './people.js'
import { reauthenticate } from './reauthenticate/route.js'
import { refresh } from './refresh/route.js'
import { register } from './register/route.js'
import { removeOtp } from './remove-otp/route.js'
import { requestEmailVerification } from './request-email-verification/route.js'
import { requestPasswordReset } from './request-password-reset/route.js'
import { resetPassword } from './reset-password/route.js'
import type { SignInParts } from './sign-in.js'
import { confirmEmail, verifyEmail } from './verify-email/route.js'

type PeopleRouteParts = People & SignInParts & { refreshKey: Buffer }

export const peopleRoutes = (parts: PeopleRouteParts): Route[] => [
  ...[register(parts), login(parts), refresh(parts), reauthenticate(parts)],
  ...[
    me(parts),
    checkPassword(parts),
    changePassword(parts),
    requestPasswordReset(parts),
    resetPassword(parts),
  ],
  ...[changeEmail(parts), verifyEmail(parts), confirmEmail(parts), requestEmailVerification(parts)],
  ...[listSessions(parts), endSession(parts), logout(parts), logoutAll(parts)],
  ...[enrolOtp(parts), confirmOtp(parts), removeOtp(parts)],
]
