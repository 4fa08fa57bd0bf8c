// The tables of the ops service as TypeORM sees them.
import { Column, Entity, PrimaryColumn } from 'typeorm'

@Entity('dead_letters')
export class DeadLetterRow {
  @PrimaryColumn('uuid') id!: string
  @Column('text') parking!: string
  @Column('text') queue!: string
  @Column('text', { name: 'message_id', nullable: true }) messageId!: string | null
  @Column('text', { nullable: true }) type!: string | null
  @Column('integer', { name: 'schema_version' }) schemaVersion!: number
  @Column('text', { nullable: true }) source!: string | null
  @Column('text', { nullable: true }) subject!: string | null
  @Column('text', { name: 'correlation_id', nullable: true }) correlationId!: string | null
  @Column('text', { name: 'causation_id', nullable: true }) causationId!: string | null
  @Column('text') reason!: string
  @Column('text') fingerprint!: string
  @Column('text') error!: string
  @Column('text') stack!: string
  @Column('integer') attempts!: number
  @Column('integer') replays!: number
  @Column('timestamptz', { name: 'written_at', nullable: true }) writtenAt!: Date | null
  @Column('timestamptz', { name: 'parked_at' }) parkedAt!: Date
  @Column('jsonb') properties!: object
  @Column('jsonb') headers!: object
  @Column('integer') size!: number
  @Column('bytea') body!: Buffer
  @Column('bytea', { name: 'edited_body', nullable: true }) editedBody!: Buffer | null
  @Column('text') status!: 'waiting' | 'queued' | 'replayed' | 'discarded'
  @Column('uuid', { name: 'replay_id', nullable: true }) replayId!: string | null
  /** Why the last replay of it failed, or why it was discarded. */
  @Column('text', { nullable: true }) note!: string | null
  @Column('timestamptz', { name: 'settled_at', nullable: true }) settledAt!: Date | null
  @Column('integer') version!: number
  /** Whose data it holds. */
  @Column('uuid', { array: true, select: false }) people!: string[]
}

@Entity('replays')
export class ReplayRow {
  @PrimaryColumn('uuid') id!: string
  @Column('text') status!: 'pending' | 'running' | 'done' | 'failed'
  @Column('jsonb') selection!: object
  @Column('integer', { name: 'rate_per_second' }) ratePerSecond!: number
  @Column('integer') total!: number
  @Column('integer') done!: number
  @Column('integer') failed!: number
  @Column('text', { name: 'requested_by' }) requestedBy!: string
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date
  @Column('timestamptz', { name: 'finished_at', nullable: true }) finishedAt!: Date | null
  @Column('text', { nullable: true }) worker!: string | null
  @Column('timestamptz', { name: 'lease_until', nullable: true }) leaseUntil!: Date | null
}
