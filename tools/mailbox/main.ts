// Runs the mailbox as a process of its own: `node tools/dist/mailbox/main.js --smtp-port 1025 --http-port 8025 --folder mails`.
import { parseArgs } from 'node:util'
import { openMailbox } from './mailbox.js'

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      host: { type: 'string', default: '127.0.0.1' },
      'smtp-port': { type: 'string', default: '1025' },
      'http-port': { type: 'string', default: '8025' },
      folder: { type: 'string' },
    },
  })
  const mailbox = await openMailbox({
    host: values.host,
    smtpPort: Number(values['smtp-port']),
    httpPort: Number(values['http-port']),
    folder: values.folder,
  })
  console.log(`listening on ${mailbox.smtp} and ${mailbox.http}`)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void mailbox.close().then(() => console.log('closed')))
  }
}

main().catch((error: Error) => {
  console.error(error.message)
  process.exitCode = 1
})
