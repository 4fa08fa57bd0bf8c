// Structured logs: one JSON object a line, with the ids of the work in hand, and never a secret.
import winston from 'winston'
import { currentContext, traceIdOf } from './context.js'
import { type LogOutput, standardOutput } from './line-buffer.js'
import { redacted } from './redact.js'

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

/** A logger for one service. JSON.stringify escapes line ends, so no field can forge a line of its own. */
export function createLogger(service: string, level: LogLevel, output: LogOutput = standardOutput()): Logger {
  const line = winston.format.printf(({ level: lineLevel, message, fields }) => {
    const context = currentContext()
    const own: Record<string, unknown> = {
      at: new Date().toISOString(),
      level: lineLevel,
      service,
      message,
      ...(context && {
        requestId: context.requestId,
        traceId: traceIdOf(context.traceparent),
        correlationId: context.correlationId,
      }),
    }
    return JSON.stringify(withFields(own, loggable(fields)))
  })
  const winstonLogger = winston.createLogger({
    level: level === 'silent' ? 'error' : level,
    silent: level === 'silent',
    format: line,
    transports: [new winston.transports.Stream({ stream: output, eol: '\n' })],
  })
  const at = (name: Exclude<LogLevel, 'silent'>) => {
    if (logLevels.indexOf(name) < logLevels.indexOf(level)) return nothing
    return (message: string, fields?: Fields) => write(name, message, fields)
  }
  const write = (name: string, message: string, fields?: Fields) => {
    winstonLogger.log({ level: name, message, fields })
    // What went wrong may be the last that the process has to say.
    if (name === 'warn' || name === 'error') output.flush?.()
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

const nothing = () => undefined

/** No field takes the place of what the line says of itself. */
function withFields(own: Record<string, unknown>, fields: Fields | undefined): Record<string, unknown> {
  for (const name in fields) if (!(name in own)) own[name] = fields[name]
  return own
}

/** A field that cannot even be read (a getter that throws) costs its line, not the work that logs. */
function loggable(fields: unknown): Fields | undefined {
  try {
    return redacted(fields) as Fields | undefined
  } catch (error) {
    return { unreadable: String(error) }
  }
}
