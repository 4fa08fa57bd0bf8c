// For admins who look for an account by the beginning of its address or its name.
import type { MigrationInterface, QueryRunner } from 'typeorm'

export class IndexAccounts1763700100203 implements MigrationInterface {
  name = 'IndexAccounts1763700100203'

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('create index accounts_email_prefix on accounts (email text_pattern_ops)')
    await queryRunner.query('create index accounts_name_prefix on accounts (lower(name) text_pattern_ops)')
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const index of ['accounts_name_prefix', 'accounts_email_prefix'])
      await queryRunner.query(`drop index ${index}`)
  }
}
