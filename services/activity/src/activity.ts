// An activity: what somebody did, when, and what is to be known about it. Everything here is decided without a server.
import type { ActivityRecorded, DataOf } from '@eventflow/contracts'

/** As it travels to the worker. */
export type Activity = DataOf<typeof ActivityRecorded>['activities'][number]

export type Properties = Readonly<Record<string, unknown>>

/** What a type is called; the shape is part of the API. */
export const typeShape = /^[A-Z][A-Z0-9_]{0,63}$/
