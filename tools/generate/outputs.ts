// Everything that is generated, as paths and contents; `npm run generate` writes it, `npm test` compares it.
import { join } from 'node:path'
import { definitionsOf, permissionsOf } from '@eventflow/backbone'
import { mergeOpenApi, openApiOf } from '@eventflow/http'
import { asyncApiOf } from './async-api.js'
import { catalogueFile, consumersFile } from './contract-files.js'
import { configurationPage, environmentExample, eventsPage, routesPage } from './pages.js'
import { platformOf, readServices } from './platform.js'
import { scrapeTargets } from './scrape-targets.js'
import { securityPage } from './security-page.js'
import { readmeFile } from './service-readme.js'

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
const generated = (...path: string[]): string => join('docs', 'generated', ...path)

export async function generatedFiles(root: string): Promise<Map<string, string>> {
  const services = readServices(root)
  const platform = platformOf(services)
  const permissions = Object.fromEntries(
    platform.services.map((service) => [service, permissionsOf(service, platform)]),
  )
  const documents = services
    .filter(({ routes }) => routes.length > 0)
    .map(({ name, routes }) => ({ name, document: openApiOf(name, routes) }))
  return new Map([
    catalogueFile(root),
    consumersFile(platform),
    [join('rabbitmq', 'definitions.json'), json(definitionsOf(platform))],
    [join('rabbitmq', 'permissions.json'), json(permissions)],
    [join('docs', 'monitoring', 'services.json'), json(scrapeTargets(services))],
    [generated('events.md'), eventsPage(services)],
    [generated('routes.md'), routesPage(services)],
    [generated('configuration.md'), configurationPage(services)],
    [generated('asyncapi.json'), json(asyncApiOf(platform))],
    [generated('openapi.json'), json(mergeOpenApi(documents.map(({ document }) => document)))],
    ...documents.map(({ name, document }): [string, string] => [
      generated('openapi', `${name}.json`),
      json(document),
    ]),
    ['.env.example', environmentExample(services)],
    securityPage(root),
    ...services.map((service) => readmeFile(root, service)),
  ])
}
