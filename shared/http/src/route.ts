// A route as data: from it come the Express handler, the validation, the OpenAPI document and the authorisation matrix.
import type { IncomingHttpHeaders } from 'node:http'
import type { Field, Fields, RecordOf, ValueOf } from '@eventflow/contracts'
import type { ErrorKind } from '@eventflow/runtime'
import type { Answer } from './answer.js'
import type { Caller, ForClients, Who } from './caller.js'

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

export interface AnswerFacts {
  description: string
  /** Shape of the body, for the document; answers are ours and are not checked at run time. */
  body?: Field<unknown>
  /** The media types of a file, where that is what is answered. */
  fileTypes?: readonly string[]
  example?: unknown
}

/** A body that is bytes and no JSON. */
export interface RawBody {
  types: readonly string[]
  bytesAtMost: number
}

export interface RequestFacts {
  headers: IncomingHttpHeaders
  /** The caller's address, as far as the trusted proxies tell. */
  address: string
  userAgent: string
  /** Seconds the caller is ready to wait for an outcome (`Prefer: wait`). */
  waitSeconds: number
}

export interface QueryFamily {
  /** What every name begins with, the dot included. */
  prefix: string
  /** What the rest of a name looks like. */
  rest: RegExp
  value: Field<string>
  /** How many of them one request may have. */
  atMost: number
  about: string
}

type Given<F> = F extends Field<unknown> ? ValueOf<F> : undefined

/** What is known of a request before its fields are checked. */
export interface AskedBy {
  caller: Caller
  params: Readonly<Record<string, string>>
}

export interface RouteRequest<W extends Who, P extends Fields, Q extends Fields, B> extends RequestFacts {
  /** The bytes of a raw body; empty where none is read or none was sent. */
  content: Buffer
  params: RecordOf<P>
  query: RecordOf<Q>
  body: Given<B>
  caller: W extends 'anyone' ? Caller | undefined : Caller
}

export interface RouteFacts<
  W extends Who,
  P extends Fields,
  Q extends Fields,
  B extends Field<unknown> | undefined,
> {
  method: Method
  /** Express path in the form of OpenAPI: `/v1/orders/{id}`. */
  path: string
  summary: string
  /** The group it is shown under. */
  tag: string
  who: W
  /** A route for users that OAuth clients may call as well, all of them or those with a scope. */
  clients?: ForClients
  /** Wants the password to have been given lately, always or for some requests: a session left open is not enough for this. */
  freshSignIn?: true | ((asked: AskedBy) => boolean)
  params?: P
  query?: Q
  /** Further parameters whose names begin alike and go on freely, `properties.page` say. */
  queryFamily?: QueryFamily
  body?: B
  /** The handler judges the body itself, item by item: its shape is for the document alone, and what comes is unchecked. */
  judgesBody?: true
  /** Media types that the body is read from, JSON unless said otherwise. */
  bodyTypes?: readonly string[]
  rawBody?: RawBody
  /** Wants an Idempotency-Key: always, or only if the caller sends one. */
  idempotency?: 'required' | 'optional'
  /** Waits for a projection when the caller sends a Sync-Token. */
  answers: Readonly<Record<number, AnswerFacts>>
  /** How errors are told: as problem+json, or as RFC 6749 wants it of the endpoints of OAuth. */
  errors?: 'problem' | 'oauth'
  /** Errors of its own, beside those that follow from the facts above. */
  refuses?: readonly ErrorKind[]
  /** Example of the body, for the document. */
  example?: unknown
  handle(request: RouteRequest<W, P, Q, B>): Promise<Answer>
}

type NoFields = Record<never, never>

/** A route with its types forgotten: what lists of routes are made of. */
export interface Route
  extends Omit<
    RouteFacts<Who, Fields, Fields, Field<unknown> | undefined>,
    'handle' | 'params' | 'query' | 'body'
  > {
  params?: Fields
  query?: Fields
  body?: Field<unknown>
  handle(
    request: RequestFacts & {
      params: unknown
      query: unknown
      body: unknown
      content: Buffer
      caller: Caller | undefined
    },
  ): Promise<Answer>
}

export const route = <
  const W extends Who,
  P extends Fields = NoFields,
  Q extends Fields = NoFields,
  B extends Field<unknown> | undefined = undefined,
>(
  facts: RouteFacts<W, P, Q, B>,
): Route => facts as unknown as Route
