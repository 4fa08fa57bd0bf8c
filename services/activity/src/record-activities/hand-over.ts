// Hands activities to the broker, from where the worker takes them; resolves when the broker has them, never before.
import type { Backbone } from '@eventflow/backbone'
import { ActivityRecorded } from '@eventflow/contracts'
import { CallerError, newId } from '@eventflow/runtime'
import type { Activity } from '../activity.js'
import { NotHandedOver } from '../errors.js'

export type HandOver = (activities: readonly Activity[]) => Promise<void>

/** What one message holds at the most, by its contract. */
const messageAtMost = 500

export const handingOver =
  ({ backbone }: { backbone: Pick<Backbone, 'publish'> }): HandOver =>
  async (activities) => {
    const parts: Activity[][] = []
    for (let at = 0; at < activities.length; at += messageAtMost)
      parts.push(activities.slice(at, at + messageAtMost))
    const events = parts.map((part) => ActivityRecorded({ batchId: newId(), activities: part }))
    try {
      await backbone.publish(events)
    } catch (error) {
      // Whatever it was, the caller keeps the activities and posts them again; what did arrive is there once all the same.
      throw error instanceof CallerError ? error : NotHandedOver({ retryAfterSeconds: 1 })
    }
  }
