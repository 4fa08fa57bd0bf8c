// Where it is kept who is signed in, as people and as programs, and which of them are no more.
import type { Database } from '@eventflow/runtime/database'
import { clientStore } from './client-store.js'
import { erasedSessionStore } from './erased-session-store.js'
import { sessionStore } from './session-store.js'

export const storesIn = (database: Database) => ({
  sessions: sessionStore(database),
  clients: clientStore(database),
  erased: erasedSessionStore(database),
})
