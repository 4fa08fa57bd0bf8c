// What people can do about their second factor.
import type { Route } from '@eventflow/http'
import { confirmOtp } from './confirm-otp/route.js'
import { enrolOtp } from './enrol-otp/route.js'
import { removeOtp } from './remove-otp/route.js'

type OtpParts = Parameters<typeof enrolOtp>[0] & Parameters<typeof confirmOtp>[0]

export const otpRoutes = (parts: OtpParts): Route[] => [enrolOtp(parts), confirmOtp(parts), removeOtp(parts)]
