// What a new account looks like.
import { UserRegistered } from '@eventflow/contracts'
import { newId } from '@eventflow/runtime'
import { type Account, normalEmail } from '../account.js'

interface Registration {
  email: string
  name: string
  passwordHash: string
  /** The Accept-Language header: the first guess at the person's language. */
  language: string | undefined
}

export function newAccount({ email, name, passwordHash, language }: Registration, now: Date) {
  const account: Account = {
    id: newId(),
    email: normalEmail(email),
    name: name.trim(),
    passwordHash,
    roles: ['user'],
    emailVerified: false,
    disabled: false,
    createdAt: now,
  }
  const registered = UserRegistered({
    userId: account.id,
    email: account.email,
    name: account.name,
    locale: preferredLocale(language),
  })
  return { account, registered }
}

/** The first language of the header that we can make sense of, else English. */
export function preferredLocale(language: string | undefined): string {
  const tags = (language ?? '').split(',').map((tag) => tag.split(';', 1)[0]?.trim() ?? '')
  return tags.find((tag) => /^[a-z]{2,3}(-[A-Z]{2})?$/.test(tag)) ?? 'en'
}
