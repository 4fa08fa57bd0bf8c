// A new service in docker-compose.yml: its block behind those of the others, and its passwords with those that are provisioned.
import { passwordVariable } from '../compose/passwords.js'

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
