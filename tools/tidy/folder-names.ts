// Folders are named by what the system does; a folder named by a kind of code takes everything and tells nothing.
import { rule } from './rule.js'

const sayNothing = new Set([
  'common',
  'controllers',
  'core',
  'helpers',
  'lib',
  'repositories',
  'services',
  'types',
  'utils',
])

export const folderNames = rule(
  'folder-names',
  'names folders and packages by what they do, not by a kind of code',
  function* (tree) {
    const folders = new Set<string>()
    for (const path of tree.files.keys()) {
      const parts = path.split('/').slice(0, -1)
      for (const [depth, name] of parts.entries()) {
        const folder = parts.slice(0, depth + 1).join('/')
        // The folder of all services is the one that may be called so.
        if (folders.has(folder) || folder === 'services' || !sayNothing.has(name)) continue
        folders.add(folder)
        yield { file: path, line: 1, message: `the folder ${folder} is named by a kind of code` }
      }
    }
    for (const { name, folder, manifestPath } of tree.packages) {
      const last = name.split('/').at(-1) ?? name
      if (!sayNothing.has(last) || folders.has(folder)) continue
      yield {
        file: manifestPath,
        line: 1,
        message: `the package name ${name} says nothing about what it does`,
      }
    }
  },
)
