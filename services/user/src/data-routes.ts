// What people may do with everything that is kept of them, in all services: have a copy of it, and have it erased.
import { eraseAccount, readErasure } from './erase-account/route.js'
import { beginExport, readExport, readExportFile } from './export-data/route.js'
import type { UserParts } from './profile-routes.js'

interface DataRules {
  identity: { authUrl: string }
  jobs: { exportsPerDay: number; erasureTokenKey: Buffer }
}

export function dataRoutes(people: UserParts, { identity: { authUrl }, jobs: rules }: DataRules) {
  const { exportsPerDay, erasureTokenKey } = rules
  return [
    ...[beginExport({ ...people, exportsPerDay }), readExport(people), readExportFile(people)],
    ...[eraseAccount({ ...people, authUrl, erasureTokenKey }), readErasure({ ...people, erasureTokenKey })],
  ]
}
