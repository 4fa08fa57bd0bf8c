// The shapes of a client as an admin sees it.
import { instant, listOf, nullable, oneOf, patterned, record, text, uuid } from '@eventflow/contracts'
import { roles } from '@eventflow/http'

/** RFC 6749, 3.3: printable, without space, quote and backslash. */
const scope = patterned(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'a scope of RFC 6749', 60)
export const scopesField = listOf(scope, 20)
export const rolesField = listOf(oneOf(...roles), roles.length)

const clientFields = {
  id: uuid(),
  name: text(100),
  roles: rolesField,
  scopes: scopesField,
  previousSecretUntil: nullable(instant()),
  createdAt: instant(),
}

export const clientShape = record(clientFields)

export const clientWithSecretShape = record({ ...clientFields, secret: text(100) })
