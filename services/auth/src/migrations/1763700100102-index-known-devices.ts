// Whether an account was used from an address before is asked at every login.
import type { MigrationInterface, QueryRunner } from 'typeorm'

export class IndexKnownDevices1763700100102 implements MigrationInterface {
  name = 'IndexKnownDevices1763700100102'

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('create index sessions_devices on sessions (account_id, ip, user_agent)')
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop index sessions_devices')
  }
}
