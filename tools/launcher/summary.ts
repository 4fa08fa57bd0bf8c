// What the user wants to know when everything runs: where to go, how to log in, what to type next.
import type { StartOptions } from './arguments.js'
import { withoutLogin } from './service-answer.js'
import type { StackRecord } from './stack-record.js'

const DEMO_PASSWORD = 'demo-correct-horse-battery'
const DEMO_USERS = [
  ['admin@demo.test', 'admin'],
  ['operator@demo.test', 'operator'],
  ['ada@demo.test', 'user'],
]

export function summary(stack: StackRecord, options: Pick<StartOptions, 'empty'>): string[] {
  const addresses = [
    ['Gateway', stack.gateway],
    ['API pages', stack.gateway && `${stack.gateway}/docs`],
    ['Web', stack.web],
    ['Mailbox', stack.mailbox],
    ['RabbitMQ', stack.rabbitmq.management],
  ].filter((entry): entry is [string, string] => Boolean(entry[1]))
  return [
    '',
    'EventFlow runs.',
    ...addresses.map(([name, url]) => `  ${name.padEnd(10)} ${withoutLogin(url)}`),
    ...(options.empty ? [] : demoLines(stack)),
    '',
    'npm run status shows its parts, npm run logs <name> what they say. Ctrl-C stops it all.',
  ]
}

/** The demo data are loaded by the auth service's side of the stack; without it there is nobody to log in as. */
function demoLines(stack: StackRecord): string[] {
  if (!stack.services.auth) return []
  const users = DEMO_USERS.map(([mail, role]) => `${mail} (${role})`).join(', ')
  return ['', `  Log in as  ${users}`, `  Password   ${DEMO_PASSWORD}`]
}
