// Structured logs: one JSON object a line, with the ids of the work in hand, and never a secret.
import winston from 'winston'
import { currentContext, traceIdOf } from './context.js'

export type Fields = Readonly<Record<string, unknown>>

/** A constant message, then fields: `logger.info('relay stopped', { exchange })`. */
export interface Logger {
  debug(message: string, fields?: Fields): void
  info(message: string, fields?: Fields): void
  warn(message: string, fields?: Fields): void
  error(message: string, fields?: Fields): void
}

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

const secretName = /pass(word|phrase)|secret|token(?!Type)|authorization|cookie|api-?key|pepper|otp|recovery/i
const addressWithPassword = /\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s@/]+@/gi
const depthLimit = 6
const textLimit = 4_000

/** Makes a value fit for a log: secrets masked by name, passwords in addresses masked, errors readable, depth bounded. */
export function redacted(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.slice(0, textLimit).replace(addressWithPassword, '$1:***@')
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return value
  if (depth >= depthLimit) return '[deeper]'
  if (value instanceof Error) return describeError(value, depth)
  if (value instanceof Date) return value.toISOString()
  if (Buffer.isBuffer(value)) return `[${value.length} bytes]`
  if (Array.isArray(value)) return value.slice(0, 100).map((item) => redacted(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      secretName.test(name) ? '***' : redacted(item, depth + 1),
    ]),
  )
}

function describeError(error: Error, depth: number): Record<string, unknown> {
  const { code, cause } = error as Error & { code?: unknown }
  return {
    name: error.name,
    message: redacted(error.message),
    ...(code === undefined ? {} : { code }),
    stack: redacted(error.stack),
    ...(cause === undefined ? {} : { cause: redacted(cause, depth + 1) }),
  }
}

/** A logger for one service. JSON.stringify escapes line ends, so no field can forge a line of its own. */
export function createLogger(service: string, level: LogLevel): Logger {
  const line = winston.format.printf(({ level: lineLevel, message, fields }) => {
    const context = currentContext()
    return JSON.stringify({
      at: new Date().toISOString(),
      level: lineLevel,
      service,
      message,
      ...(context && {
        requestId: context.requestId,
        traceId: traceIdOf(context.traceparent),
        correlationId: context.correlationId,
      }),
      ...(redacted(fields) as Fields | undefined),
    })
  })
  const winstonLogger = winston.createLogger({
    level: level === 'silent' ? 'error' : level,
    silent: level === 'silent',
    format: line,
    transports: [new winston.transports.Console({ forceConsole: false })],
  })
  const at = (name: Exclude<LogLevel, 'silent'>) => (message: string, fields?: Fields) => {
    if (winstonLogger.isLevelEnabled(name)) winstonLogger.log({ level: name, message, fields })
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
