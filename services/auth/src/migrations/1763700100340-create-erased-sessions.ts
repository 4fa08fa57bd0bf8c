// Sessions of accounts that were erased: their ids alone, for as long as their access tokens could still be good.
import type { MigrationInterface, QueryRunner } from 'typeorm'

export class CreateErasedSessions1763700100340 implements MigrationInterface {
  name = 'CreateErasedSessions1763700100340'

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'create table erased_sessions (id uuid primary key, ended_at timestamptz not null)',
    )
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table erased_sessions')
  }
}
