// A profile names the file of its picture; the address is made of it.
import type { MigrationInterface, QueryRunner } from 'typeorm'

export class NameAvatars1763700100320 implements MigrationInterface {
  name = 'NameAvatars1763700100320'

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table profiles rename column avatar_url to avatar')
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table profiles rename column avatar to avatar_url')
  }
}
