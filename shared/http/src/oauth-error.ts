// Errors as the endpoints of OAuth have to tell them (RFC 6749, 5.2): a word that clients know, and a sentence.
import type { CallerError, ErrorKind } from '@eventflow/runtime'
import type { ToldError } from './problem.js'

/** The words of RFC 6749 and RFC 7009; an error of ours with one of these codes keeps its own status. */
const words = new Set([
  'invalid_client',
  'invalid_grant',
  'invalid_scope',
  'unauthorized_client',
  'unsupported_grant_type',
  'unsupported_token_type',
])

/** What else may go wrong is said by the words that are left; a field that breaks a rule is 400 here, not 422. */
export function asOAuthError(error: CallerError): ToldError {
  const word = error.code.toLowerCase()
  const known = words.has(word)
  return {
    status: oauthStatusOf(error),
    body: {
      error: known ? word : wordOf(error.status),
      error_description: printable(error.facts.detail ?? error.title),
    },
    contentType: 'application/json; charset=utf-8',
    headers: { pragma: 'no-cache' },
  }
}

export const oauthStatusOf = ({ status }: Pick<ErrorKind, 'status'>): number =>
  status === 422 ? 400 : status

function wordOf(status: number): string {
  if (status === 401) return 'invalid_client'
  if (status === 429 || status === 503) return 'temporarily_unavailable'
  return status >= 500 ? 'server_error' : 'invalid_request'
}

/** RFC 6749 leaves quotes, backslashes and everything beyond ASCII out of a description. */
const printable = (sentence: string): string => sentence.replace(/["\\]/g, "'").replace(/[^\x20-\x7e]/g, '?')
