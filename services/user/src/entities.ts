// The tables of the user service as TypeORM sees them.
import { Column, Entity, PrimaryColumn } from 'typeorm'
import type { Job } from './job.js'

@Entity('profiles')
export class ProfileRow {
  @PrimaryColumn('uuid', { name: 'user_id' }) userId!: string
  @Column('text', { name: 'display_name' }) displayName!: string
  @Column('text', { nullable: true }) handle!: string | null
  @Column('text') bio!: string
  /** The name of the file: the digest of its content, and what kind of picture it is. */
  @Column('text', { nullable: true }) avatar!: string | null
  @Column('text') locale!: string
  @Column('text', { name: 'time_zone' }) timeZone!: string
  @Column('integer') version!: number
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date
}

@Entity('choices')
export class ChoiceRow {
  @PrimaryColumn('uuid', { name: 'user_id' }) userId!: string
  @PrimaryColumn('text') kind!: 'preferences' | 'settings'
  /** What differs from the defaults. */
  @Column('jsonb') chosen!: object
  @Column('integer') version!: number
}

@Entity('jobs')
export class JobRow {
  @PrimaryColumn('uuid') id!: string
  @Column('text') kind!: Job['kind']
  @Column('uuid', { name: 'user_id' }) userId!: string
  @Column('text') status!: Job['status']
  @Column('jsonb') parts!: Job['parts']
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date
  @Column('timestamptz', { name: 'finished_at', nullable: true }) finishedAt!: Date | null
}
