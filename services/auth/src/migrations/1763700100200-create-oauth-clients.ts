// Programs that call in their own name, and the access tokens that they were given.
import type { MigrationInterface, QueryRunner } from 'typeorm'

export class CreateOAuthClients1763700100200 implements MigrationInterface {
  name = 'CreateOAuthClients1763700100200'

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table oauth_clients (
        id uuid primary key,
        name text not null,
        roles text[] not null,
        scopes text[] not null,
        secret_hash text not null,
        previous_secret_hash text,
        previous_secret_until timestamptz,
        created_at timestamptz not null
      )`)
    await queryRunner.query(`
      create table client_tokens (
        id uuid primary key,
        client_id uuid not null,
        expires_at timestamptz not null,
        ended_at timestamptz
      )`)
    await queryRunner.query('create index client_tokens_client on client_tokens (client_id)')
    await queryRunner.query('create index client_tokens_expiry on client_tokens (expires_at)')
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['client_tokens', 'oauth_clients']) await queryRunner.query(`drop table ${table}`)
  }
}
