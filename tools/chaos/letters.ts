// The little platform that messaging chaos runs on: a sender writes letters to recipients, a keeper keeps each letter once.
import { definitionsOf, type Platform, permissionsOf } from '@eventflow/backbone'
import { defineEvent, integer, oneOf, uuid } from '@eventflow/contracts'

export const LetterSent = defineEvent({
  type: 'letter.sent',
  version: 1,
  producer: 'sender',
  key: 'recipientId',
  schema: {
    recipientId: uuid(),
    number: integer(1),
    /** What befalls it: a flaky one fails at first and is taken at the second attempt, a poisonous one never. */
    kind: oneOf('good', 'flaky', 'poison'),
  },
  examples: [{ recipientId: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12', number: 1, kind: 'good' }],
})

export const correspondents = ['sender', 'keeper'] as const

const letters: Platform = {
  services: correspondents,
  contracts: [LetterSent],
  consumers: [{ queue: 'keeper', service: 'keeper', contracts: [LetterSent] }],
}

export const letterDefinitions = definitionsOf(letters)
export const letterRights = Object.fromEntries(
  correspondents.map((service) => [service, permissionsOf(service, letters)]),
)
export const letterConsumers = { [LetterSent.type]: ['keeper'] }

/** Whether a recipient gets two more letters now. Not all at once: each is a little ahead of the others or behind. */
export const isDue = 'number + 2 <= per_recipient * share + ahead'

/** What the sender's database holds: how many letters went to each recipient, and how many may by now. */
export const senderTables = `
  create table recipients (
    id uuid primary key, kind text not null, share double precision not null, writer integer not null,
    ahead double precision not null default random() * 2, number integer not null default 0);
  create table allowance (per_recipient double precision not null);
  insert into allowance values (0)`

/** Nothing in it is unique, so that a letter kept twice leaves two rows. */
export const keeperTables = `
  create table kept (
    position bigint generated always as identity, message_id text, recipient_id uuid, number integer, kind text)`
