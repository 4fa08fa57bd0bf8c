// Who asks, as an OAuth client says it: by HTTP Basic or in the form, never by both (RFC 6749, 2.3).
import { BadRequest } from '@eventflow/http'
import { InvalidClient } from '../errors.js'

const challenge = { 'www-authenticate': 'Basic realm="eventflow", charset="UTF-8"' }

/** The same for every way not to be known; the header says how to be (RFC 6749, 5.2). */
export const unknownClient = (facts: { detail?: string } = {}) =>
  InvalidClient({ ...facts, headers: challenge })

export interface ClientForm {
  client_id?: string
  client_secret?: string
}

export interface Credentials {
  id: string | undefined
  secret: string | undefined
}

export function credentialsOf(authorization: string | undefined, form: ClientForm): Credentials {
  const basic = /^Basic +([A-Za-z0-9+/=_-]*)$/i.exec(authorization ?? '')
  if (!basic) return { id: form.client_id, secret: form.client_secret }
  const decoded = Buffer.from(basic[1] ?? '', 'base64').toString()
  const colon = decoded.indexOf(':')
  const [id, secret] = [formDecoded(decoded.slice(0, colon)), formDecoded(decoded.slice(colon + 1))]
  if (colon < 0 || id === undefined || secret === undefined) throw unknownClient()
  if (form.client_secret !== undefined || (form.client_id ?? id) !== id)
    throw BadRequest({ detail: 'A client shows its credentials in one way, by the header or in the form.' })
  return { id, secret }
}

/** RFC 6749 wants both written as in a form before they go into the header. */
function formDecoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}
