// The tables of the backbone in the database of every service that writes events or reacts to them.
import type { Schema } from '@eventflow/runtime/database'
import type { MigrationInterface, QueryRunner } from 'typeorm'
import { erasedKeyStatements } from './erased-keys.js'

class CreateBackbone1763700000000 implements MigrationInterface {
  name = 'CreateBackbone1763700000000'

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of statements) await queryRunner.query(statement)
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop function claim_outbox')
    await queryRunner.query('drop table held_messages, versions_seen, newest_seen, inbox, published, outbox')
  }
}

const outbox = `
  create table outbox (
    id uuid primary key,
    position bigint generated always as identity,
    type text not null,
    key text not null,
    exchange text not null,
    mandatory boolean not null,
    properties jsonb not null,
    body bytea not null,
    written_at timestamptz not null default now(),
    attempts integer not null default 0,
    held_until timestamptz,
    held_by uuid
  )`

/**
 * Relays of several replicas claim one after the other (the lock lasts for one short statement) and publish side by side.
 * A key of which another relay holds a row is left out whole, so its events keep their order. Rows leave by deletion and no position is
 * remembered, so a row whose transaction commits late is never skipped. A function, since its second statement must see
 * what others claimed while the first one waited, and to save four round trips. A plan that was made while the table was
 * small would read all of it, with everything that left it since the last vacuum, so the rows are found by their index.
 * Where few entities have many events nearly all rows may be of held keys: how many rows are looked at is bounded by who asks.
 */
const claimOutbox = `
  create function claim_outbox(relay uuid, at_most integer, look_at integer, lease_seconds integer) returns setof outbox language plpgsql
  set enable_seqscan = off as $$
  declare
    ids uuid[];
  begin
    perform pg_advisory_xact_lock(7314002);
    ids := array(
      select o.id from (select id, key, position, held_until from outbox order by position limit look_at) o
      where (o.held_until is null or o.held_until <= now()) and not exists (
        select 1 from outbox h where h.key = o.key and h.held_until > now() and h.held_by is distinct from relay)
      order by o.position limit at_most);
    return query
      update outbox set held_until = now() + make_interval(secs => lease_seconds), held_by = relay
      where outbox.id = any(ids)
      returning outbox.*;
  end $$`

// What left the outbox, for the story of what happened; whole weeks of it are dropped.
const published = `
  create table published (
    id uuid not null,
    type text not null,
    version integer not null,
    subject text not null,
    correlation_id text,
    causation_id text,
    written_at timestamptz not null,
    published_at timestamptz not null default now()
  ) partition by range (published_at)`

// By message id, so that an id is unique over all partitions: ids begin with the time of their making, and compare by byte.
const inbox = `
  create table inbox (
    consumer text not null,
    message_id text collate "C" not null,
    type text not null,
    version integer not null,
    source text not null,
    subject text not null,
    correlation_id text not null,
    causation_id text,
    written_at timestamptz,
    handled_at timestamptz not null default now(),
    attempt integer not null,
    reason text,
    duplicates integer not null default 0,
    primary key (message_id, consumer)
  ) partition by range (message_id)`

const statements = [
  outbox,
  'create unique index outbox_position on outbox (position)',
  'create index outbox_held_keys on outbox (key, held_until) where held_until is not null',
  claimOutbox,
  published,
  'create table published_other partition of published default',
  'create index published_story on published (correlation_id)',
  inbox,
  'create table inbox_other partition of inbox default',
  'create index inbox_story on inbox (correlation_id)',
  `create table held_messages (
    position bigint generated always as identity primary key,
    consumer text not null,
    message_id text not null,
    type text not null,
    key text not null,
    properties jsonb not null,
    body bytea not null,
    error text,
    attempt integer not null,
    throttled integer not null,
    held_at timestamptz not null default now(),
    next_at timestamptz,
    unique (consumer, message_id)
  )`,
  'create index held_messages_key on held_messages (consumer, key, position)',
  'create index held_messages_due on held_messages (consumer, next_at)',
  `create table newest_seen (
    consumer text not null,
    source text not null,
    subject text not null,
    sequence bigint not null,
    primary key (consumer, source, subject)
  )`,
  `create table versions_seen (
    consumer text not null,
    type text not null,
    version integer not null,
    source text not null,
    count bigint not null,
    last_at timestamptz not null,
    primary key (consumer, type, version, source)
  )`,
]

class CreateErasedKeys1763700100300 implements MigrationInterface {
  name = 'CreateErasedKeys1763700100300'

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of erasedKeyStatements) await queryRunner.query(statement)
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop function is_erased')
    await queryRunner.query('drop table erased_keys')
  }
}

/** To be listed before a service's own migrations. */
export const backboneMigrations: Schema['migrations'] = [
  CreateBackbone1763700000000,
  CreateErasedKeys1763700100300,
]
