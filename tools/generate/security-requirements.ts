// What the platform owes by its own list of security requirements; which tests prove each of them is read from the tests.

export interface SecurityRequirement {
  /** As test titles begin: `S10: ...`. */
  id: string
  text: string
  /** Of OWASP ASVS 5.0, or of another standard. */
  source: string
  /** Why there is no test of it yet; left out as soon as there is one. */
  pending?: string
}

const rows: ReadonlyArray<readonly [text: string, source: string, pending?: string]> = [
  ['A signature is checked before any claim of a token is used', '9.1.1'],
  ['One algorithm is allowed, and never none', '9.1.2, RFC 8725'],
  ['Keys come from the configured key set alone; what a token brings along is ignored', '9.1.3'],
  ['The times of a token are enforced, with a bounded skew of clocks', '9.2.1'],
  ['Only access tokens open routes: no token of another kind does', '9.2.2, RFC 9068'],
  ['Audience and issuer are checked exactly', '9.2.3, 9.2.4, 10.3.1'],
  ['An access token carries iss, exp, aud, sub, client_id, iat and jti', 'RFC 9068, 2.2'],
  ['A person is known by an id that is never given to somebody else, not by the address', '10.3.3'],
  [
    'Keys rotate without a live token being refused; unknown key ids lead to a bounded number of questions',
    'RFC 7517',
  ],
  ['A refresh token works once; one that comes back ends the whole session', '10.4.5'],
  ['Many refreshes at once with one token have one successor', 'RFC 9700'],
  ['No refresh that is under way brings back a session that has ended', '10.4.5'],
  ['Sessions have an end of their own, however often they are used', '7.3.2, 10.4.8'],
  ['Tokens, codes and passwords are kept so that a copy of the database opens nothing', '6.5.2, 11.5.1'],
  ['Signing out ends the access token as well, within a second', '7.4.1'],
  ['Closing an account ends all of its sessions', '7.4.2'],
  ['A new password ends the other sessions', '7.4.3'],
  ['People see their sessions and end them; admins too', '7.4.5, 7.5.2'],
  ['What changes how somebody signs in wants the password to have been given lately', '7.5.1'],
  ['Giving the password again opens a new session and ends the old one', '7.2.4'],
  ['Passwords may be long and of any kind, and every part of them counts', '6.2.1, 6.2.5, 6.2.8, 6.2.9'],
  ['Weak, known and leaked passwords are refused, offline as well', '6.2.4, 6.2.11, 6.2.12'],
  [
    'Passwords are hashed slowly, with a pepper, over all of their bytes, and renewed when the cost rises',
    '11.4.2',
  ],
  ['Guessing is slowed down by account and by address, without locking out the owner', '6.1.1, 6.3.1'],
  ['Whether there is an account cannot be found out', '6.3.8'],
  [
    'Mailed tokens work once, for one purpose, for a bounded time and number of guesses',
    '6.5.1, 6.5.5, 6.6.2, 6.6.3',
  ],
  ['A reset does not go around the second factor, and whoever owns the account is told', '6.4.3, 6.3.7'],
  ['What a proxy says of a caller cannot come from the caller', '4.1.3, 15.3.4'],
  ['Every service checks the token itself; the network proves nothing', '13.2.1'],
  ["Nobody reaches another's things, nor fields that are not theirs to write", '8.2.1, 8.2.2, 8.2.3'],
  ['What is away opens nothing: Redis, the key set, a database', '16.5.2, 16.5.3'],
  [
    'Faults tell nothing outside, logs hold no secret, and nobody forges a line of them',
    '16.2.5, 16.4.1, 16.5.1',
  ],
  ['A request has one reading and bounds: framing, size, depth, methods', '4.2.1, 13.4.4'],
  ['A stream wants an allowed origin and a token, and ends with its session', '4.4.2, 4.4.3, 4.4.4'],
  ['Metrics, internal routes and debugging are not public', '13.4.2, 13.4.5'],
  ['The platform calls no address that a user names unless it is public', '1.3.6, 13.2.4'],
]

export const securityRequirements: readonly SecurityRequirement[] = rows.map(
  ([text, source, pending], index) => ({
    id: `S${index + 1}`,
    text,
    source,
    ...(pending === undefined ? {} : { pending }),
  }),
)
