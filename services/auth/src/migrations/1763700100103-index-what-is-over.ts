// What is over is looked for every minute: sessions that nobody uses any more, and tokens whose time has passed.
import type { MigrationInterface, QueryRunner } from 'typeorm'

export class IndexWhatIsOver1763700100103 implements MigrationInterface {
  name = 'IndexWhatIsOver1763700100103'

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('create index sessions_expiry on sessions (expires_at) where ended_at is null')
    await queryRunner.query(
      'create index sessions_last_use on sessions (last_used_at) where ended_at is null',
    )
    await queryRunner.query('create index refresh_tokens_expiry on refresh_tokens (expires_at)')
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const index of ['refresh_tokens_expiry', 'sessions_last_use', 'sessions_expiry'])
      await queryRunner.query(`drop index ${index}`)
  }
}
