// By which ways somebody hears of something, and the kinds of things there are to hear of.

export type Channel = 'inApp' | 'email' | 'push' | 'webhook'

/** Those that leave the platform: each has deliveries. What is in the inbox has arrived by being there. */
export type OutsideChannel = Exclude<Channel, 'inApp'>

export const categories = ['security', 'action', 'social', 'order', 'stream', 'system'] as const
export type Category = (typeof categories)[number]
