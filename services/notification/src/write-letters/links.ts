// The links in messages: all of them begin with our own address, whatever an event says.
import type { MailKind } from '../mail.js'

const pages: Readonly<Partial<Record<MailKind, string>>> = {
  'verify-email': '/verify-email',
  'reset-password': '/reset-password',
  'registered-again': '/reset-password',
  'confirm-email': '/confirm-email',
}

export interface Links {
  /** A place on the platform, such as `/actions/1`; nothing for what leads anywhere else. */
  below(path: string | null | undefined): string | undefined
  withToken(kind: string, token: string): string | undefined
  toUnsubscribe(token: string): string
}

export function linksFrom(publicUrl: string): Links {
  const base = new URL(publicUrl)
  const prefix = base.pathname.replace(/\/+$/, '')
  const to = (path: string) => `${base.origin}${prefix}${path}`
  return {
    below: (path) => {
      if (!path || !/^\/(?![/\\])/.test(path) || !URL.canParse(to(path))) return undefined
      const link = new URL(to(path))
      return link.pathname.startsWith(`${prefix}/`) ? link.href : undefined
    },
    withToken: (kind, token) => {
      const page = pages[kind as MailKind]
      return page && `${to(page)}?${new URLSearchParams({ token })}`
    },
    toUnsubscribe: (token) => to(`/v1/unsubscribe/${token}`),
  }
}
