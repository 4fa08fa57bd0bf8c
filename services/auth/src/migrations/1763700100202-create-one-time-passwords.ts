// Second factors: the secret that an app and we share, and the codes for when the app is lost.
import type { MigrationInterface, QueryRunner } from 'typeorm'

export class CreateOneTimePasswords1763700100202 implements MigrationInterface {
  name = 'CreateOneTimePasswords1763700100202'

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table one_time_passwords (
        account_id uuid primary key references accounts on delete cascade,
        sealed_secret text not null,
        confirmed_at timestamptz,
        last_step integer,
        failures integer not null default 0,
        locked_until timestamptz
      )`)
    await queryRunner.query(`
      create table recovery_codes (
        hash text primary key,
        account_id uuid not null references one_time_passwords on delete cascade
      )`)
    await queryRunner.query('create index recovery_codes_account on recovery_codes (account_id)')
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['recovery_codes', 'one_time_passwords'])
      await queryRunner.query(`drop table ${table}`)
  }
}
