// `npm run generate`: writes every generated file that has changed.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { generatedFiles } from './outputs.js'

const root = resolve(__dirname, '..', '..', '..')

async function main(): Promise<void> {
  const files = await generatedFiles(root)
  let written = 0
  for (const [path, content] of files) {
    const file = join(root, path)
    if (existsSync(file) && readFileSync(file, 'utf8') === content) continue
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
    console.log(`wrote ${path}`)
    written++
  }
  console.log(`${files.size} generated files, ${written} of them changed`)
}

main().catch((error: Error) => {
  console.error(error.message)
  process.exitCode = 1
})
