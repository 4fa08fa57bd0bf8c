// Actions and their history. The filters of the list are indexed together with the owner, since everybody looks at their own.
import type { MigrationInterface, QueryRunner } from 'typeorm'

const tables = [
  `create table actions (
    id uuid primary key,
    owner_id uuid not null,
    kind text not null check (kind in ('task', 'journal')),
    status text not null check (status in ('open', 'completed', 'archived')),
    archived_from text check (archived_from in ('open', 'completed')),
    title text not null,
    body text,
    tags text[] not null,
    due_at timestamptz,
    visibility text not null check (visibility in ('private', 'followers', 'public')),
    mood text,
    completed_at timestamptz,
    version integer not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    -- The owner stands among the tags and among the words, so that one index answers for both at once.
    labels text[] not null generated always as (array_append(tags, owner_id::text)) stored,
    words tsvector not null generated always as (
      setweight(to_tsvector('simple', title), 'A')
      || setweight(to_tsvector('simple', coalesce(body, '')), 'B')
      || array_to_tsvector(array['owner:' || owner_id::text])
    ) stored
  )`,
  `create table action_history (
    action_id uuid not null references actions on delete cascade,
    version integer not null,
    type text not null,
    at timestamptz not null,
    by uuid not null,
    changes jsonb not null,
    primary key (action_id, version)
  )`,
]

const indexes = [
  'create index actions_of_owner on actions (owner_id, id)',
  'create index actions_by_kind on actions (owner_id, kind, id)',
  'create index actions_by_status on actions (owner_id, status, id)',
  'create index actions_by_due on actions (owner_id, due_at) where due_at is not null',
  'create index actions_by_label on actions using gin (labels)',
  'create index actions_by_word on actions using gin (words)',
]

export class CreateActions1763700200000 implements MigrationInterface {
  name = 'CreateActions1763700200000'

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...tables, ...indexes]) await queryRunner.query(statement)
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table action_history')
    await queryRunner.query('drop table actions')
  }
}
