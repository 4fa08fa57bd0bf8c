// Makes the data of a broker usable after its folder has been moved or copied: quorum queues note down absolute paths.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const noteOf = (data: string) => `${data}.path`

/**
 * Without this the queues of a copied folder would write into the files of the original,
 * and those of a moved one would fail on every message.
 */
export function adoptData(data: string): void {
  const note = noteOf(data)
  const before = existsSync(note) ? readFileSync(note, 'utf8') : data
  if (before !== data) {
    for (const file of queueConfigurations(data)) {
      writeFileSync(file, withPath(readFileSync(file, 'utf8'), before, data))
    }
  }
  writeFileSync(note, data)
}

/** Erlang terms as text: a path that begins with the old folder stands in quotes. */
function withPath(terms: string, before: string, after: string): string {
  return terms.replaceAll(`"${before}/`, () => `"${after}/`)
}

/** `<data>/<node>/quorum/<node>/<queue>/config`, and the same for what coordinates streams. */
function queueConfigurations(data: string): string[] {
  const nodes = foldersIn(data)
  const systems = nodes.flatMap((node) => ['quorum', 'coordination'].map((system) => join(node, system)))
  const queues = systems.flatMap(foldersIn).flatMap(foldersIn)
  return queues.map((queue) => join(queue, 'config')).filter((file) => existsSync(file))
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  const entries = readdirSync(folder, { withFileTypes: true })
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name))
}
