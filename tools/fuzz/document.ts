// What the merged OpenAPI document says of each operation, as far as judging its answers needs it.

export interface Operation {
  id: string
  /** Statuses with which it may refuse what the document allows: by codes of its own, such as WEAK_PASSWORD or STALE. */
  refuses: number[]
}

export interface OpenApiDocument {
  paths: Record<string, Record<string, { operationId?: string; responses?: Responses }>>
}

type Responses = Record<string, { description?: string }>

/** They say that a request breaks a rule of the document, or could not get through; none of them is a refusal of its own. */
const general = [
  'BAD_REQUEST',
  'MALFORMED_BODY',
  'BODY_TOO_DEEP',
  'BODY_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'INVALID_REQUEST',
  'METHOD_NOT_ALLOWED',
]

export const operationsOf = ({ paths }: OpenApiDocument): Operation[] =>
  Object.values(paths)
    .flatMap((methods) => Object.values(methods))
    .flatMap(({ operationId, responses = {} }) =>
      operationId === undefined ? [] : [{ id: operationId, refuses: refusalsIn(responses) }],
    )

const refusalsIn = (responses: Responses): number[] =>
  Object.entries(responses)
    .filter(([status, { description = '' }]) => {
      const isRefusal = Number(status) >= 400 && Number(status) < 500
      return isRefusal && description.split(', ').some((code) => !general.includes(code))
    })
    .map(([status]) => Number(status))
