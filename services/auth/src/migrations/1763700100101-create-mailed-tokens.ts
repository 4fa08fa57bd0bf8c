// Tokens that are sent by mail: one for each account and purpose, with what was sent and guessed lately.
import type { MigrationInterface, QueryRunner } from 'typeorm'

export class CreateMailedTokens1763700100101 implements MigrationInterface {
  name = 'CreateMailedTokens1763700100101'

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table mailed_tokens (
        account_id uuid not null references accounts on delete cascade,
        purpose text not null,
        selector text constraint mailed_tokens_selector_key unique,
        hash text not null,
        email text not null,
        expires_at timestamptz not null,
        counted_since timestamptz not null,
        sent integer not null,
        wrong integer not null,
        primary key (account_id, purpose)
      )`)
    await queryRunner.query('create index mailed_tokens_counted on mailed_tokens (counted_since)')
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table mailed_tokens')
  }
}
