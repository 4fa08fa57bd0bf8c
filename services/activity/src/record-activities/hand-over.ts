// Hands activities to the broker, from where the worker takes them; resolves when the broker has them, never before.
import type { Backbone } from '@eventflow/backbone'
import { ActivityRecorded } from '@eventflow/contracts'
import { type Logger, newId } from '@eventflow/runtime'
import type { Activity } from '../activity.js'
import { NotHandedOver } from '../errors.js'

export type HandOver = (activities: readonly Activity[]) => Promise<void>

/** What one message holds at the most, by its contract. */
const messageAtMost = 500
const comeBackWithinSeconds = 4

export const handingOver =
  ({ backbone, logger }: { backbone: Pick<Backbone, 'publish'>; logger: Logger }): HandOver =>
  async (activities) => {
    const parts: Activity[][] = []
    for (let at = 0; at < activities.length; at += messageAtMost)
      parts.push(activities.slice(at, at + messageAtMost))
    const events = parts.map((part) => ActivityRecorded({ batchId: newId(), activities: part }))
    try {
      await backbone.publish(events)
    } catch (error) {
      // Whatever it was, the caller keeps the activities and posts them again; what did arrive is there once all the same.
      logger.warn('activities were not handed over', { count: activities.length, error })
      // Not all at the same moment.
      const retryAfterSeconds = 1 + Math.round(Math.random() * comeBackWithinSeconds)
      throw NotHandedOver({ retryAfterSeconds })
    }
  }
