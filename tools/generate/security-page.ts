// The generated part of docs/security.md: each requirement with the tests that prove it, found by the numbers in their titles.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { withGeneratedPart } from './generated-part.js'
import { type SecurityRequirement, securityRequirements } from './security-requirements.js'

const page = join('docs', 'security.md')
const placesOfTests = ['services', 'shared', 'docs', 'tools']

export interface NumberedTest {
  id: string
  title: string
  file: string
}

/** Of both kinds, also where formatting put the title on a line of its own. */
const numberedTitle = /\b(?:it|describe)\(\s*(['"`])(S\d+): ([\s\S]*?)\1\s*,/g

export function numberedTests(root: string): NumberedTest[] {
  return placesOfTests
    .flatMap((place) => specsBelow(join(root, place)))
    .sort()
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(numberedTitle)].map(([, , id = '', title = '']) => ({
        id,
        title,
        file: relative(root, file).split(sep).join('/'),
      })),
    )
}

const specsBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'node_modules' || entry.name === 'dist') return []
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return specsBelow(path)
    return entry.name.endsWith('.spec.ts') ? [path] : []
  })

export function securityPage(root: string): [string, string] {
  const tests = numberedTests(root)
  const rows = securityRequirements.map((requirement) => rowOf(requirement, tests))
  const table = ['| | what is owed | ASVS | proven by |', '| --- | --- | --- | --- |', ...rows].join('\n')
  return [page, withGeneratedPart(readFileSync(join(root, page), 'utf8'), `\n${table}\n\n`)]
}

function rowOf({ id, text, source, pending }: SecurityRequirement, tests: readonly NumberedTest[]): string {
  const proofs = tests
    .filter((test) => test.id === id)
    .map(({ title, file }) => `[${escaped(title)}](../${file})`)
  return `| ${id} | ${text} | ${source} | ${proofs.length > 0 ? proofs.join('<br>') : (pending ?? 'nothing')} |`
}

const escaped = (title: string): string => title.replace(/[\\[\]|`<>]/g, '\\$&')
