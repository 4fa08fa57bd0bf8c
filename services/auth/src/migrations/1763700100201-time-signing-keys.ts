// From when on a key signs: it is published before that, and for a while after its successor took over.
import type { MigrationInterface, QueryRunner } from 'typeorm'

export class TimeSigningKeys1763700100201 implements MigrationInterface {
  name = 'TimeSigningKeys1763700100201'

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table signing_keys add column signs_from timestamptz')
    await queryRunner.query('update signing_keys set signs_from = created_at')
    await queryRunner.query('alter table signing_keys alter column signs_from set not null')
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table signing_keys drop column signs_from')
  }
}
