// Finds the services by their folders, and what each wants to be told.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { listSettings, type SettingsTree } from '@eventflow/runtime'
import { Impossible } from './component.js'
import { ROOT } from './places.js'

export interface WantedSetting {
  environmentName: string
  secret: boolean
}

/** One process of a service: that of its `main`, called as the folder is, or a further one that its package.json names. */
export interface ServiceFolder {
  name: string
  /** Whose process it is: all of a service have one database, one user on the broker and the same settings. */
  service: string
  folder: string
  /** The compiled file that runs it. */
  main: string
  settings: WantedSetting[]
}

/** Every `services/<name>/` that can be run: one with a compiled `main` and a compiled `config`. */
export function findServices(): ServiceFolder[] {
  const services = join(ROOT, 'services')
  return (
    readdirSync(services)
      .sort()
      .map((name) => ({ name, folder: join(services, name), main: join(services, name, 'dist', 'main.js') }))
      .filter(({ folder, main }) => existsSync(main) && existsSync(join(folder, 'dist', 'config.js')))
      // Of a service that was removed the compiled files may still lie about.
      .filter(({ folder }) => existsSync(join(folder, 'package.json')))
      .flatMap(({ name, folder, main }) => {
        const settings = settingsOf(folder)
        const processes = [{ name, main }, ...furtherProcesses(name, folder)]
        return processes.map((process) => ({ ...process, service: name, folder, settings }))
      })
  )
}

interface Manifest {
  eventflow?: { processes?: Record<string, string> }
}

/** `"eventflow": {"processes": {"worker": "dist/worker.js"}}` in a package.json is one more process, `<service>-worker`. */
export function furtherProcesses(
  service: string,
  folder: string,
): Array<Pick<ServiceFolder, 'name' | 'main'>> {
  const file = join(folder, 'package.json')
  const { eventflow } = JSON.parse(readFileSync(file, 'utf8')) as Manifest
  return Object.entries(eventflow?.processes ?? {}).map(([name, path]) => {
    if (!/^[a-z][a-z0-9-]*$/.test(name) || path !== `dist/${name}.js`)
      throw new Impossible(
        `${file} names a process "${name}" at ${path}`,
        'a process has a name in lower case and the file dist/<name>.js',
      )
    const main = join(folder, path)
    if (!existsSync(main))
      throw new Impossible(`${file} names ${path}, which is not there`, `write src/${name}.ts`)
    return { name: `${service}-${name}`, main }
  })
}

/** Those of a list that are the first of their service: what a service has once is made for these. */
export const oncePerService = <S extends { service: string }>(processes: readonly S[]): S[] =>
  processes.filter(({ service }, index) => processes.findIndex((one) => one.service === service) === index)

function settingsOf(folder: string): WantedSetting[] {
  const file = join(folder, 'dist', 'config.js')
  const { settings } = require(file) as { settings?: SettingsTree }
  if (!settings)
    throw new Impossible(`${file} exports no settings`, 'export them under that name from src/config.ts')
  return listSettings(settings)
}

/** Those that the user named, or all; a service stands for all of its processes. A name that does not exist is told with those that do. */
export function chooseServices<S extends { name: string; service: string }>(
  all: S[],
  only: string[] | undefined,
): S[] {
  if (!only) return all
  const names = all.map(({ name }) => name)
  const unknown = only.find((name) => !names.includes(name))
  if (unknown) throw new Impossible(`there is no service "${unknown}"`, `there are: ${names.join(', ')}`)
  if (only.length === 0) throw new Impossible('--only names no service', `there are: ${names.join(', ')}`)
  return all.filter(({ name, service }) => only.includes(name) || only.includes(service))
}

export const wants = ({ settings }: Pick<ServiceFolder, 'settings'>, name: string): boolean =>
  settings.some(({ environmentName }) => environmentName === name)
