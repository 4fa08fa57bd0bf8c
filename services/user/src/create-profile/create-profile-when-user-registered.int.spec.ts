import { randomUUID } from 'node:crypto'
import { UserRegistered } from '@eventflow/contracts'
import { systemClock as now } from '@eventflow/runtime'
import { describeReaction, uniqueEmail } from '@eventflow/testing'
import { profileStore } from '../profile-store.js'
import { schema } from '../schema.js'
import { createProfileWhenUserRegistered } from './create-profile-when-user-registered.js'

const registered = (userId: string = randomUUID()) =>
  UserRegistered({ userId, email: uniqueEmail(), name: 'Ada Lovelace', locale: 'en' })

describeReaction('create a profile when a user registered', {
  ...schema,
  service: 'user',
  react: (database) => createProfileWhenUserRegistered({ profiles: profileStore(database), now }),
  event: registered,
  effect: (database, { userId }) =>
    database.reader.query('select display_name from profiles where user_id = $1', [userId]),
  acted: ({ name }) => [{ display_name: name }],
  needs: 'profiles',
  needless: { event: ({ userId }) => registered(userId), because: 'the user has a profile' },
})
