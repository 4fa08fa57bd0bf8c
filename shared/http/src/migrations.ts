// The table of stored answers, for services with calls that take an Idempotency-Key.
import type { Schema } from '@eventflow/runtime/database'
import type { MigrationInterface, QueryRunner } from 'typeorm'

class CreateIdempotencyKeys1763700001000 implements MigrationInterface {
  name = 'CreateIdempotencyKeys1763700001000'

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table idempotency_keys (
        owner text not null,
        key text not null,
        fingerprint text not null,
        answer json,
        begun_at timestamptz not null default now(),
        primary key (owner, key)
      )`)
    await queryRunner.query('create index idempotency_keys_begun on idempotency_keys (begun_at)')
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table idempotency_keys')
  }
}

export const idempotencyMigrations: Schema['migrations'] = [CreateIdempotencyKeys1763700001000]
