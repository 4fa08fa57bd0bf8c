// The generated half of a service's README: what it answers, publishes and reacts to.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { catalogue } from '@eventflow/contracts'
import { emptyPage, withGeneratedPart } from './generated-part.js'
import type { DeclaredService } from './platform.js'

const list = (items: readonly string[]): string =>
  items.length === 0 ? '- nothing yet\n' : items.map((item) => `- ${item}\n`).join('')

export function readmeFile(root: string, service: DeclaredService): [string, string] {
  const file = join('services', service.name, 'README.md')
  const known = existsSync(join(root, file))
    ? readFileSync(join(root, file), 'utf8')
    : emptyPage(service.name, service.about)
  return [file, withGeneratedPart(known, generatedPart(service))]
}

function generatedPart({ name, routes, reactions }: DeclaredService): string {
  const published = catalogue.filter(({ producer }) => producer === name).map(({ type }) => `\`${type}\``)
  const calls = routes.map(
    ({ method, path, who, summary }) => `\`${method.toUpperCase()} ${path}\` (${who}): ${summary}`,
  )
  const reacts = reactions.map(
    ({ name: reaction, type, file, queue }) =>
      `\`${type}\`: [${reaction}](${file.replace(`services/${name}/`, '')})${queue === name ? '' : `, from \`${queue}\``}`,
  )
  return `\n## Answers\n\n${list(calls)}\n## Publishes\n\n${list(published)}\n## Reacts to\n\n${list(reacts)}\n`
}
