// Dead letters with their original bytes, and the jobs that put them back.
import type { MigrationInterface, QueryRunner } from 'typeorm'

export class CreateDeadLetters1763700030000 implements MigrationInterface {
  name = 'CreateDeadLetters1763700030000'

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table replays (
        id uuid primary key,
        status text not null,
        selection jsonb not null,
        rate_per_second integer not null,
        total integer not null,
        done integer not null default 0,
        failed integer not null default 0,
        requested_by text not null,
        created_at timestamptz not null default now(),
        finished_at timestamptz,
        worker text,
        lease_until timestamptz
      )`)
    await queryRunner.query(`
      create table dead_letters (
        id uuid primary key,
        parking text not null constraint dead_letters_parking_key unique,
        queue text not null,
        message_id text,
        type text,
        schema_version integer not null,
        source text,
        subject text,
        correlation_id text,
        causation_id text,
        reason text not null,
        fingerprint text not null,
        error text not null,
        stack text not null,
        attempts integer not null,
        replays integer not null,
        written_at timestamptz,
        parked_at timestamptz not null,
        properties jsonb not null,
        headers jsonb not null,
        size integer not null,
        body bytea not null,
        edited_body bytea,
        status text not null default 'waiting',
        replay_id uuid references replays (id) on delete set null,
        note text,
        settled_at timestamptz,
        version integer not null default 1
      )`)
    for (const [name, columns] of Object.entries(indexes))
      await queryRunner.query(`create index dead_letters_${name} on dead_letters ${columns}`)
    await queryRunner.query(
      "create index replays_open on replays (created_at) where status in ('pending', 'running')",
    )
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table dead_letters')
    await queryRunner.query('drop table replays')
  }
}

const indexes = {
  by_time: '(parked_at, id)',
  by_status: '(status, parked_at, id)',
  by_queue: '(queue, status, parked_at)',
  by_fingerprint: '(fingerprint, status, parked_at)',
  by_correlation: '(correlation_id)',
  by_message: '(message_id)',
  // Whole, since a replay that is forgotten is looked for in all letters.
  by_replay: '(replay_id, status, parked_at, id)',
  settled: '(settled_at) where settled_at is not null',
}
