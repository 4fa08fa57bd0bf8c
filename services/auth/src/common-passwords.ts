// The passwords seen most often in breaches, the first of which are tried everywhere; nobody is helped by one of these.
import { dictionary } from '@zxcvbn-ts/language-common'

/** 49,000 in small letters; the package comes with them compressed, so no service has to ask anybody. */
export const commonPasswords: ReadonlySet<string> = new Set(dictionary['passwords-common'])
