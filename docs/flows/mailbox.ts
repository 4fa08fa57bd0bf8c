// What the mailbox of a flow's stack has for an address, as its page shows it.
import assert from 'node:assert/strict'
import { eventually, stackAddresses } from '@eventflow/testing'

interface Listed {
  ID: string
  Subject: string
}

export async function mailsTo(email: string): Promise<Listed[]> {
  const query = new URLSearchParams({ query: `to:${email}` })
  const answer = await fetch(`${stackAddresses().mailboxUrl}/api/v1/search?${query}`)
  return ((await answer.json()) as { messages: Listed[] }).messages
}

export const mailWith = (email: string, subject: RegExp) =>
  eventually(async () => {
    const found = (await mailsTo(email)).find(({ Subject }) => subject.test(Subject))
    assert.ok(found, `no mail to ${email} with ${subject}`)
    const answer = await fetch(`${stackAddresses().mailboxUrl}/api/v1/message/${found.ID}`)
    return (await answer.json()) as { Text: string; HTML: string }
  })
