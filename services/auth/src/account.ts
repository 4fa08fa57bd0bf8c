// An account and what may be said of it outside.
import type { Role } from '@eventflow/http'

export interface Account {
  id: string
  email: string
  name: string
  passwordHash: string
  roles: Role[]
  emailVerified: boolean
  disabled: boolean
  createdAt: Date
}

export interface PublicAccount {
  id: string
  email: string
  name: string
  roles: Role[]
  emailVerified: boolean
}

export const publicAccount = ({ id, email, name, roles, emailVerified }: Account): PublicAccount => ({
  id,
  email,
  name,
  roles,
  emailVerified,
})

/** Addresses compare without case: what is stored and looked up is this form. */
export const normalEmail = (email: string): string => email.trim().toLowerCase()
