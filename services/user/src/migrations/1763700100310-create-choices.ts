// Preferences and settings, as far as somebody has chosen any.
import type { MigrationInterface, QueryRunner } from 'typeorm'

export class CreateChoices1763700100310 implements MigrationInterface {
  name = 'CreateChoices1763700100310'

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table choices (
        user_id uuid not null,
        kind text not null,
        chosen jsonb not null,
        version integer not null,
        updated_at timestamptz not null default now(),
        primary key (user_id, kind)
      )`)
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table choices')
  }
}
