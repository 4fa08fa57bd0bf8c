// The tables of the auth service as TypeORM sees them.
import type { Role } from '@eventflow/http'
import { Column, Entity, PrimaryColumn } from 'typeorm'

@Entity('accounts')
export class AccountRow {
  @PrimaryColumn('uuid') id!: string
  /** In lower case: addresses compare without it. */
  @Column('text') email!: string
  @Column('text') name!: string
  @Column('text', { name: 'password_hash' }) passwordHash!: string
  @Column('text', { array: true }) roles!: Role[]
  @Column('boolean', { name: 'email_verified' }) emailVerified!: boolean
  @Column('boolean') disabled!: boolean
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date
}

@Entity('sessions')
export class SessionRow {
  @PrimaryColumn('uuid') id!: string
  @Column('uuid', { name: 'account_id' }) accountId!: string
  @Column('text', { name: 'user_agent' }) userAgent!: string
  @Column('text') ip!: string
  @Column('boolean', { name: 'second_factor' }) secondFactor!: boolean
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date
  @Column('timestamptz', { name: 'authenticated_at' }) authenticatedAt!: Date
  @Column('timestamptz', { name: 'last_used_at' }) lastUsedAt!: Date
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: Date
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: Date | null
}

@Entity('refresh_tokens')
export class RefreshTokenRow {
  /** SHA-256 of the token; the token itself is nowhere. */
  @PrimaryColumn('text') hash!: string
  @Column('uuid', { name: 'session_id' }) sessionId!: string
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: Date
  @Column('timestamptz', { name: 'used_at', nullable: true }) usedAt!: Date | null
  /** Makes the successor, together with the token and a key that is not in the database. */
  @Column('text') salt!: string
}

@Entity('signing_keys')
export class SigningKeyRow {
  @PrimaryColumn('text') kid!: string
  @Column('jsonb', { name: 'public_jwk' }) publicJwk!: Record<string, string>
  @Column('text', { name: 'sealed_private_key' }) sealedPrivateKey!: string
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date
  @Column('timestamptz', { name: 'signs_from' }) signsFrom!: Date
}

@Entity('oauth_clients')
export class ClientRow {
  @PrimaryColumn('uuid') id!: string
  @Column('text') name!: string
  @Column('text', { array: true }) roles!: Role[]
  @Column('text', { array: true }) scopes!: string[]
  /** SHA-256 of the secret; the secret itself is nowhere. */
  @Column('text', { name: 'secret_hash' }) secretHash!: string
  @Column('text', { name: 'previous_secret_hash', nullable: true }) previousSecretHash!: string | null
  @Column('timestamptz', { name: 'previous_secret_until', nullable: true }) previousSecretUntil!: Date | null
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date
}

/** One row a token for as long as it lives, so that it can be ended, alone or with its client. */
@Entity('client_tokens')
export class ClientTokenRow {
  /** The `sid` of the token. */
  @PrimaryColumn('uuid') id!: string
  @Column('uuid', { name: 'client_id' }) clientId!: string
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: Date
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: Date | null
}

@Entity('mailed_tokens')
export class MailedTokenRow {
  @PrimaryColumn('uuid', { name: 'account_id' }) accountId!: string
  @PrimaryColumn('text') purpose!: string
  /** The open half of the token; null once it is good for nothing. */
  @Column('text', { nullable: true }) selector!: string | null
  /** SHA-256 of the secret half; the token itself is in the mail alone. */
  @Column('text') hash!: string
  @Column('text') email!: string
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: Date
  @Column('timestamptz', { name: 'counted_since' }) countedSince!: Date
  @Column('integer') sent!: number
  @Column('integer') wrong!: number
}

@Entity('one_time_passwords')
export class OtpRow {
  @PrimaryColumn('uuid', { name: 'account_id' }) accountId!: string
  @Column('text', { name: 'sealed_secret' }) sealedSecret!: string
  @Column('timestamptz', { name: 'confirmed_at', nullable: true }) confirmedAt!: Date | null
  @Column('integer', { name: 'last_step', nullable: true }) lastStep!: number | null
  @Column('integer') failures!: number
  @Column('timestamptz', { name: 'locked_until', nullable: true }) lockedUntil!: Date | null
}

/** Gone when it was used. */
@Entity('recovery_codes')
export class RecoveryCodeRow {
  /** SHA-256 of the code. */
  @PrimaryColumn('text') hash!: string
  @Column('uuid', { name: 'account_id' }) accountId!: string
}
