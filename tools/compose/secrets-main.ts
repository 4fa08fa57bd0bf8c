// Prints a line for every secret that docker-compose.yml wants and nobody has set: `... >> .env`.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { requiredVariables } from '../launcher/infra/container.js'
import { ROOT } from '../launcher/places.js'
import { userEnvironment } from '../launcher/user-environment.js'
import { freshSecret } from './passwords.js'

const known = userEnvironment()
const wanted = requiredVariables(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8'))
for (const name of wanted.filter((variable) => !known[variable])) console.log(`${name}=${freshSecret(name)}`)
