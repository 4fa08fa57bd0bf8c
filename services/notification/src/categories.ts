// What people can be told about, as far as they may choose: each has preferences, templates and rules of its own.

export const categories = ['security', 'action', 'social', 'order', 'stream', 'system'] as const
export type Category = (typeof categories)[number]
