// Whether a web address that a stranger named may be called at all, told from its letters alone.
import { isIP } from 'node:net'
import { isPublicAddress } from './public-address.js'

/** Why it may not be called; nothing when only looking up its name can tell. */
export type AddressProblem = 'malformed' | 'not-https' | 'credentials' | 'not-public'

const longestAddress = 2_048
/** Names that some networks resolve inside (RFC 6761, RFC 8375, RFC 6762 and what clouds use). */
const insideNames = /(^|\.)(localhost|local|internal|intranet|lan|home\.arpa|in-addr\.arpa|ip6\.arpa)$/

/** Reads the many spellings of an address (decimal, octal, shortened) as the caller of it would. */
export function addressProblem(
  text: string,
  { allowPrivate }: { allowPrivate: boolean },
): AddressProblem | undefined {
  if (text.length > longestAddress || !URL.canParse(text)) return 'malformed'
  const { protocol, username, password, hostname } = new URL(text)
  if (protocol !== 'https:' && !(allowPrivate && protocol === 'http:')) return 'not-https'
  if (username !== '' || password !== '') return 'credentials'
  return allowPrivate || isOutside(hostname) ? undefined : 'not-public'
}

function isOutside(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  if (isIP(host) !== 0) return isPublicAddress(host)
  // A name of one word is completed by the network that one is in.
  return host.includes('.') && !insideNames.test(host)
}
