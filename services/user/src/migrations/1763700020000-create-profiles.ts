// Profiles, one a user.
import type { MigrationInterface, QueryRunner } from 'typeorm'

export class CreateProfiles1763700020000 implements MigrationInterface {
  name = 'CreateProfiles1763700020000'

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table profiles (
        user_id uuid primary key,
        display_name text not null,
        handle text constraint profiles_handle_key unique,
        bio text not null,
        avatar_url text,
        locale text not null,
        time_zone text not null,
        version integer not null,
        created_at timestamptz not null,
        updated_at timestamptz not null
      )`)
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table profiles')
  }
}
