// What the user wants to know when everything runs: where to go, how to log in, what to type next.
import { withoutLogin } from './service-answer.js'
import type { StackRecord } from './stack-record.js'

// The users of the demo data, which a service loads when it is told EVENTFLOW_DEMO=true.
const DEMO_LINES = [
  '',
  '  Log in as  admin@demo.test (admin), operator@demo.test (operator) or ada@demo.test (user)',
  '  Password   demo-correct-horse-battery',
]

export function summary(stack: StackRecord, options: { demo: boolean }): string[] {
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
    ...(options.demo ? DEMO_LINES : []),
    '',
    'npm run status shows its parts, npm run logs <name> what they say. Ctrl-C stops it all.',
  ]
}
