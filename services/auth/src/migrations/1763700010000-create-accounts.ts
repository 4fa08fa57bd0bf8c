// Accounts, their sessions, the refresh tokens of those, and the keys that sign access tokens.
import type { MigrationInterface, QueryRunner } from 'typeorm'

export class CreateAccounts1763700010000 implements MigrationInterface {
  name = 'CreateAccounts1763700010000'

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table accounts (
        id uuid primary key,
        email text not null constraint accounts_email_key unique,
        name text not null,
        password_hash text not null,
        roles text[] not null,
        email_verified boolean not null default false,
        disabled boolean not null default false,
        created_at timestamptz not null
      )`)
    await queryRunner.query(`
      create table sessions (
        id uuid primary key,
        account_id uuid not null references accounts on delete cascade,
        user_agent text not null,
        ip text not null,
        created_at timestamptz not null,
        authenticated_at timestamptz not null,
        last_used_at timestamptz not null,
        expires_at timestamptz not null,
        ended_at timestamptz
      )`)
    await queryRunner.query('create index sessions_open on sessions (account_id) where ended_at is null')
    await queryRunner.query('create index sessions_ended on sessions (ended_at) where ended_at is not null')
    await queryRunner.query(`
      create table refresh_tokens (
        hash text primary key,
        session_id uuid not null references sessions on delete cascade,
        expires_at timestamptz not null,
        used_at timestamptz,
        salt text not null
      )`)
    await queryRunner.query('create index refresh_tokens_session on refresh_tokens (session_id)')
    await queryRunner.query(`
      create table signing_keys (
        kid text primary key,
        public_jwk jsonb not null,
        sealed_private_key text not null,
        created_at timestamptz not null
      )`)
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['signing_keys', 'refresh_tokens', 'sessions', 'accounts'])
      await queryRunner.query(`drop table ${table}`)
  }
}
