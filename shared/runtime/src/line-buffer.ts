// Writes log lines in bundles, once a turn of the event loop: under load one system call for many lines.
import { Writable } from 'node:stream'

export interface LogOutput extends NodeJS.WritableStream {
  /** Writes what is held at once. */
  flush?(): void
}

/** What is still held when the process exits is written then: writing to a file, a terminal or a pipe does not wait on Linux. */
function bundled(output: NodeJS.WritableStream): LogOutput {
  let held: string[] = []
  const flush = () => {
    if (held.length === 0) return
    const bundle = held.join('')
    held = []
    output.write(bundle)
  }
  process.once('exit', flush)
  const stream = new Writable({
    decodeStrings: false,
    write: (line: string, _encoding, done) => {
      if (held.length === 0) setImmediate(flush)
      held.push(line)
      done()
    },
  })
  return Object.assign(stream, { flush })
}

let output: LogOutput | undefined

/** The standard output of the process, shared by all of its loggers so that their lines keep their order. */
export function standardOutput(): LogOutput {
  output ??= bundled(process.stdout)
  return output
}
