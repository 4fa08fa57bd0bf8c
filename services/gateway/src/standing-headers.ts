// The headers that every answer of the gateway carries: made once, since they never change.
import type { IncomingMessage, ServerResponse } from 'node:http'
import helmet from 'helmet'

const none = ["'none'"]

/** An answer of the API is no page: nothing is to be loaded, framed or run because of it. */
const contentSecurityPolicy = {
  useDefaults: false,
  directives: { 'default-src': none, 'base-uri': none, 'object-src': none, 'frame-ancestors': none },
}

/** What helmet would set on each answer, asked for once. */
function helmetHeaders(): Array<[string, string]> {
  const set: Array<[string, string]> = []
  const response = {
    setHeader: (name: string, value: string) => void set.push([name.toLowerCase(), String(value)]),
    removeHeader: () => undefined,
  }
  helmet({ contentSecurityPolicy })(
    {} as IncomingMessage,
    response as unknown as ServerResponse,
    () => undefined,
  )
  return set
}

/** Without what the edge says itself. */
export const standingHeaders: ReadonlyArray<[string, string]> = helmetHeaders().filter(
  ([name]) => name !== 'x-content-type-options',
)
