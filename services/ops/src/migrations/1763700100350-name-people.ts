// Dead letters say whose data they hold, so that these are found when somebody is to be forgotten.
import type { MigrationInterface, QueryRunner } from 'typeorm'

export class NamePeople1763700100350 implements MigrationInterface {
  name = 'NamePeople1763700100350'

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("alter table dead_letters add column people uuid[] not null default '{}'")
    await queryRunner.query(`
      update dead_letters set people = array[subject::uuid]
      where subject ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'`)
    await queryRunner.query('create index dead_letters_people on dead_letters using gin (people)')
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table dead_letters drop column people')
  }
}
