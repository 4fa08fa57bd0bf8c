// A new service in docker-compose.yml: its block behind those of the others, and its passwords with those that are provisioned.

import { passwordVariable } from '../compose/passwords.js'
import { Impossible } from '../launcher/component.js'

export function composeWithService(compose: string, name: string): string {
  const [database, broker] = [passwordVariable(name, 'DB'), passwordVariable(name, 'BROKER')]
  const passwords = [database, broker]
    .map((variable) => `      ${variable}: ${required(variable)}\n`)
    .join('')
  const lastPassword = compose.lastIndexOf('_BROKER_PASSWORD: ')
  const afterPasswords = compose.indexOf('\n', lastPassword) + 1
  const withPasswords = compose.slice(0, afterPasswords) + passwords + compose.slice(afterPasswords)
  return withPasswords.replace(/\nvolumes:\n/, (volumes) => `${block(name, { database, broker })}${volumes}`)
}

/** A further process of a service: its block once more, with a name and a command of its own and without ports for the outside. */
export function composeWithProcess(compose: string, service: string, process: string): string {
  const begin = compose.indexOf(`\n  ${service}:\n`)
  if (begin < 0) throw new Impossible(`docker-compose.yml has no service ${service}`, 'write its block first')
  const end = compose.indexOf('\n\n', begin)
  const block = compose
    .slice(begin, end)
    .replace(`  ${service}:`, `  ${service}-${process}:`)
    .replace(/dist\/main\.js/, `dist/${process}.js`)
    .replace(/\n {4}ports:\n(?: {6}- .*\n)+/, '\n')
  return `${compose.slice(0, end)}\n${block}${compose.slice(end)}`
}

const required = (variable: string) => `\${${variable}:?set it in .env}`

const block = (name: string, { database, broker }: { database: string; broker: string }) => `
  ${name}:
    <<: *service
    command: [services/${name}/dist/main.js]
    environment:
      <<: *with-events
      DATABASE_URL: postgres://${name}:${required(database)}@postgres:5432/${name.replaceAll('-', '_')}_db
      RABBITMQ_URL: amqp://${name}:${required(broker)}@rabbitmq:5672/eventflow
    depends_on: *once-provisioned
`
