// What people brought along from elsewhere, so that it is brought along once.
import type { MigrationInterface, QueryRunner } from 'typeorm'

export class ImportActions1763700200200 implements MigrationInterface {
  name = 'ImportActions1763700200200'

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table imported_actions (
        owner_id uuid not null,
        client_id text not null,
        action_id uuid not null,
        primary key (owner_id, client_id)
      )`)
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table imported_actions')
  }
}
