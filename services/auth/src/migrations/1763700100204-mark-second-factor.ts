// Whether a session was begun with a second factor, which may be what the rights of staff depend on.
import type { MigrationInterface, QueryRunner } from 'typeorm'

export class MarkSecondFactor1763700100204 implements MigrationInterface {
  name = 'MarkSecondFactor1763700100204'

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table sessions add column second_factor boolean not null default false')
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table sessions drop column second_factor')
  }
}
