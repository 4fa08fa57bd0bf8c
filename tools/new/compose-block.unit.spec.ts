import assert from 'node:assert/strict'
import { composeWithProcess, composeWithService } from './compose-block.js'

const compose = `services:
  provision:
    environment:
      AUTH_DB_PASSWORD: \${AUTH_DB_PASSWORD:?set it in .env}
      AUTH_BROKER_PASSWORD: \${AUTH_BROKER_PASSWORD:?set it in .env}
    depends_on: {}

  auth:
    depends_on: *once-provisioned

volumes:
  rabbitmq:
`

describe('a new service in docker-compose.yml', () => {
  const changed = composeWithService(compose, 'gift-card')

  it('gets a block of its own behind the others', () => {
    assert.match(changed, /auth:\n {4}depends_on: \*once-provisioned\n\n {2}gift-card:\n {4}<<: \*service\n/)
    assert.match(changed, /@postgres:5432\/gift_card_db\n/)
    assert.match(changed, /depends_on: \*once-provisioned\n\nvolumes:\n/)
  })

  it('has its passwords provisioned, none of which has a default', () => {
    assert.match(
      changed,
      / {6}AUTH_BROKER_PASSWORD: .+\n {6}GIFT_CARD_DB_PASSWORD: .+\n {6}GIFT_CARD_BROKER_PASSWORD: /,
    )
    assert.match(changed, /GIFT_CARD_DB_PASSWORD: \$\{GIFT_CARD_DB_PASSWORD:\?set it in \.env\}\n/)
  })
})

describe('a further process of a service in docker-compose.yml', () => {
  const block = (name: string, file: string, ports = '') =>
    `  ${name}:\n    <<: *service\n    command: [services/gift-card/dist/${file}.js]\n${ports}    depends_on: {}\n`
  const withPorts = block('gift-card', 'main', "    ports:\n      - '127.0.0.1:8080:8080'\n      - '9:9'\n")
  const given = `services:\n${block('auth', 'other')}\n${withPorts}\nvolumes:\n`

  it('has the block of the service once more, with its own name and file, and nothing for the outside', () => {
    const expected = `services:\n${block('auth', 'other')}\n${withPorts}\n${block('gift-card-worker', 'worker')}\nvolumes:\n`
    assert.equal(composeWithProcess(given, 'gift-card', 'worker'), expected)
  })

  it('needs the block of the service', () => {
    assert.throws(() => composeWithProcess(given, 'order', 'worker'), /has no service order/)
  })
})
