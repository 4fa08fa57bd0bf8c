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
    await queryRunner.query(
      'create index profiles_name_prefix on profiles (lower(display_name) text_pattern_ops, user_id)',
    )
    await queryRunner.query('create index profiles_handle_prefix on profiles (handle text_pattern_ops)')
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table profiles')
  }
}
