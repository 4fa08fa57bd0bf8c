// The tables of the backbone in the database of every service that writes events or reacts to them.
import type { Schema } from '@eventflow/runtime/database'
import type { MigrationInterface, QueryRunner } from 'typeorm'

class CreateOutboxAndInbox1763700000000 implements MigrationInterface {
  name = 'CreateOutboxAndInbox1763700000000'

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table outbox (
        id uuid primary key,
        position bigint generated always as identity,
        type text not null,
        key text not null,
        exchange text not null,
        mandatory boolean not null,
        properties jsonb not null,
        body text not null,
        written_at timestamptz not null default now(),
        attempts integer not null default 0,
        held_until timestamptz
      )`)
    await queryRunner.query('create unique index outbox_position on outbox (position)')
    await queryRunner.query(
      'create index outbox_held_keys on outbox (key, held_until) where held_until is not null',
    )
    await queryRunner.query(`
      create table inbox (
        consumer text not null,
        message_id text not null,
        type text not null,
        handled_at timestamptz not null default now(),
        primary key (consumer, message_id)
      )`)
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table inbox')
    await queryRunner.query('drop table outbox')
  }
}

/** A body is what the wire carries, and not every format of the wire is text. */
class KeepOutboxBodiesAsBytes1763720000000 implements MigrationInterface {
  name = 'KeepOutboxBodiesAsBytes1763720000000'

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("alter table outbox alter column body type bytea using convert_to(body, 'UTF8')")
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("alter table outbox alter column body type text using convert_from(body, 'UTF8')")
  }
}

/** To be listed before a service's own migrations. */
export const backboneMigrations: Schema['migrations'] = [
  CreateOutboxAndInbox1763700000000,
  KeepOutboxBodiesAsBytes1763720000000,
]
