// The tables of the action service as TypeORM sees them.
import { Column, Entity, PrimaryColumn } from 'typeorm'
import type { Action } from './action.js'
import type { HistoryEntry } from './tell.js'

@Entity('actions')
export class ActionRow {
  @PrimaryColumn('uuid') id!: string
  @Column('uuid', { name: 'owner_id' }) ownerId!: string
  @Column('text') kind!: Action['kind']
  @Column('text') status!: Action['status']
  @Column('text', { name: 'archived_from', nullable: true }) archivedFrom!: Action['archivedFrom']
  @Column('text') title!: string
  @Column('text', { nullable: true }) body!: string | null
  @Column('text', { array: true }) tags!: string[]
  @Column('timestamptz', { name: 'due_at', nullable: true }) dueAt!: Date | null
  @Column('text') visibility!: Action['visibility']
  @Column('text', { nullable: true }) mood!: string | null
  @Column('jsonb', { nullable: true }) recurrence!: Action['recurrence']
  @Column('boolean', { name: 'due_told' }) dueTold!: boolean
  @Column('timestamptz', { name: 'completed_at', nullable: true }) completedAt!: Date | null
  @Column('integer') version!: number
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date
}

@Entity('action_history')
export class HistoryRow {
  @PrimaryColumn('uuid', { name: 'action_id' }) actionId!: string
  @PrimaryColumn('integer') version!: number
  @Column('text') type!: string
  @Column('timestamptz') at!: Date
  @Column('uuid') by!: string
  @Column('jsonb') changes!: HistoryEntry['changes']
}

@Entity('imported_actions')
export class ImportedRow {
  @PrimaryColumn('uuid', { name: 'owner_id' }) ownerId!: string
  @PrimaryColumn('text', { name: 'client_id' }) clientId!: string
  @Column('uuid', { name: 'action_id' }) actionId!: string
}

@Entity('action_completions')
export class CompletionRow {
  @PrimaryColumn('uuid', { name: 'action_id' }) actionId!: string
  @PrimaryColumn('timestamptz') occurrence!: Date
  @Column('timestamptz', { name: 'completed_at' }) completedAt!: Date
  @Column('integer') version!: number
}
