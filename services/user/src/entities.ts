// The tables of the user service as TypeORM sees them.
import { Column, Entity, PrimaryColumn } from 'typeorm'

@Entity('profiles')
export class ProfileRow {
  @PrimaryColumn('uuid', { name: 'user_id' }) userId!: string
  @Column('text', { name: 'display_name' }) displayName!: string
  @Column('text', { nullable: true }) handle!: string | null
  @Column('text') bio!: string
  @Column('text', { name: 'avatar_url', nullable: true }) avatarUrl!: string | null
  @Column('text') locale!: string
  @Column('text', { name: 'time_zone' }) timeZone!: string
  @Column('integer') version!: number
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date
}
