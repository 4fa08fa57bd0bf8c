// Tasks that repeat, with one row for each time that is done; and what the sweeper of due dates looks for.
import type { MigrationInterface, QueryRunner } from 'typeorm'

export class RepeatTasks1763700200100 implements MigrationInterface {
  name = 'RepeatTasks1763700200100'

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'alter table actions add recurrence jsonb, add due_told boolean not null default false',
    )
    await queryRunner.query(`
      create table action_completions (
        action_id uuid not null references actions on delete cascade,
        occurrence timestamptz not null,
        completed_at timestamptz not null,
        version integer not null,
        primary key (action_id, occurrence)
      )`)
    await queryRunner.query(`
      create index actions_due_untold on actions (due_at)
      where status = 'open' and kind = 'task' and not due_told`)
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table action_completions')
    await queryRunner.query('alter table actions drop recurrence, drop due_told')
  }
}
