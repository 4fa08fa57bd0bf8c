// Puts the mailbox together: SMTP in, Mailpit's API and a page out, one store between them.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { mailApi } from './api.js'
import { nowhere, openMailFolder } from './mail-folder.js'
import { openMailStore } from './mail-store.js'
import { mailPages } from './page.js'
import { createSmtpServer } from './smtp.js'

export interface MailboxPlan {
  host: string
  /** 0 for any free one. */
  smtpPort: number
  httpPort: number
  /** Where mails are kept over a restart; without it they live in memory only. */
  folder?: string | undefined
}

export interface Mailbox {
  smtp: string
  http: string
  close(): Promise<void>
}

export async function openMailbox({ host, smtpPort, httpPort, folder }: MailboxPlan): Promise<Mailbox> {
  const store = await openMailStore(folder ? await openMailFolder(folder) : nowhere)
  const counters = { accepted: 0, acceptedBytes: 0, rejected: 0 }
  const smtp = createSmtpServer(store, counters)
  // A client that hangs up in the middle of a mail is its own trouble, not the server's.
  smtp.on('error', (error) => console.error('smtp', error.message))
  // In production Express answers an error without its stack.
  const app = express().disable('x-powered-by').set('env', 'production')
  app.use((_request, response, next) => {
    response.set('x-content-type-options', 'nosniff')
    next()
  })
  app.get(['/livez', '/readyz'], (_request, response) => void response.type('text').send('ok'))
  app.use('/api/v1', mailApi(store, counters))
  app.use(mailPages(store))
  const http = createServer(app)
  smtp.listen(smtpPort, host)
  await once(smtp.server, 'listening')
  http.listen(httpPort, host)
  await once(http, 'listening')
  const portOf = (address: string | AddressInfo | null) => (address as AddressInfo).port
  return {
    smtp: `smtp://${host}:${portOf(smtp.server.address())}`,
    http: `http://${host}:${portOf(http.address())}`,
    close: async () => {
      await new Promise<void>((resolve) => smtp.close(resolve))
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}
