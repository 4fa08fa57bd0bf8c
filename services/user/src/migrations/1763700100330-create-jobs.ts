// Copies and erasures of somebody's data: each is a job that all services take part in.
import type { MigrationInterface, QueryRunner } from 'typeorm'

export class CreateJobs1763700100330 implements MigrationInterface {
  name = 'CreateJobs1763700100330'

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table jobs (
        id uuid primary key,
        kind text not null,
        user_id uuid not null,
        status text not null,
        parts jsonb not null,
        created_at timestamptz not null,
        finished_at timestamptz
      )`)
    for (const [name, columns] of Object.entries(indexes))
      await queryRunner.query(
        `create ${name.startsWith('one') ? 'unique ' : ''}index jobs_${name} on jobs ${columns}`,
      )
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table jobs')
  }
}

const indexes = {
  one_export: "(user_id) where kind = 'export' and status in ('pending', 'running')",
  one_erasure: "(user_id) where kind = 'erasure'",
  of_user: '(user_id, kind, created_at)',
  by_time: '(kind, created_at)',
}
