// What a template is made of, what it may show, and in whose place it stands when there is none of a language.

/** By channel: what a message of it consists of. */
export const partsOf = {
  email: ['subject', 'text', 'html'],
  push: ['title', 'body'],
} as const

export const templateChannels = ['email', 'push'] as const
export type TemplateChannel = (typeof templateChannels)[number]
/** The source of each part, by its name. */
export type Template = Readonly<Record<string, string>>

/** Everything that a template may show; all of it is always there, though some of it may be empty. */
export interface TemplateModel {
  /** What is told: `action-completed`, `verify-email`, `digest`, ... */
  kind: string
  category: string
  /** Empty unless the address is proven to be theirs. */
  name: string
  title: string
  body: string
  /** What a letter says, paragraph by paragraph. */
  lines: readonly string[]
  /** The whole address. */
  link: string
  linkLabel: string
  actorName: string
  /** Of a digest. */
  items: ReadonlyArray<{ title: string; body: string; link: string }>
  count: number
  /** How many of a digest are not listed. */
  more: number
  /** Where these mails are stopped by one click; empty in those that nobody can stop. */
  unsubscribeLink: string
}

export const exampleModel: TemplateModel = {
  kind: 'action-completed',
  category: 'action',
  name: 'Ada Lovelace',
  title: 'Grace completed a task',
  body: 'Write the notes on the engine',
  lines: ['Grace completed a task', 'Write the notes on the engine'],
  link: 'https://eventflow.example/actions/0198f3c2-91d4-7e02-8c55-1a2b3c4d5e6f',
  linkLabel: '',
  actorName: 'Grace Hopper',
  items: [{ title: 'Alan completed a task', body: 'Read it', link: 'https://eventflow.example/actions/1' }],
  count: 3,
  more: 2,
  unsubscribeLink: 'https://eventflow.example/v1/unsubscribe/a-token',
}

/** `pt-BR` -> `pt` -> `en`. */
export function localesFor(locale: string): string[] {
  const [language = ''] = locale.split('-')
  return [...new Set([locale, language, 'en'])].filter((one) => one !== '')
}
