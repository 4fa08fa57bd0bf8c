// Somebody has registered, which is the first thing that anybody does.
import { bulkReaction } from '@eventflow/backbone'
import { UserRegistered } from '@eventflow/contracts'
import type { KeepActivities } from '../store-activities/keep-activities.js'
import { activityFrom } from './activity-from.js'

export const recordRegistrationWhenUserRegistered = ({ keep }: { keep: KeepActivities }) =>
  bulkReaction(UserRegistered, (news) =>
    keep(news.map(({ data, envelope }) => activityFrom(envelope, { type: 'REGISTER', userId: data.userId }))),
  )
