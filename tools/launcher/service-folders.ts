// Finds the services by their folders, and what each wants to be told.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { listSettings, type SettingsTree } from '@eventflow/runtime'
import { Impossible } from './component.js'
import { ROOT } from './places.js'

export interface WantedSetting {
  environmentName: string
  secret: boolean
}

export interface ServiceFolder {
  name: string
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
      .map((service) => ({ ...service, settings: settingsOf(service.folder) }))
  )
}

function settingsOf(folder: string): WantedSetting[] {
  const file = join(folder, 'dist', 'config.js')
  const { settings } = require(file) as { settings?: SettingsTree }
  if (!settings)
    throw new Impossible(`${file} exports no settings`, 'export them under that name from src/config.ts')
  return listSettings(settings)
}

/** Those that the user named, or all; a name that does not exist is told with those that do. */
export function chooseServices<S extends { name: string }>(all: S[], only: string[] | undefined): S[] {
  if (!only) return all
  const names = all.map(({ name }) => name)
  const unknown = only.find((name) => !names.includes(name))
  if (unknown) throw new Impossible(`there is no service "${unknown}"`, `there are: ${names.join(', ')}`)
  if (only.length === 0) throw new Impossible('--only names no service', `there are: ${names.join(', ')}`)
  return all.filter(({ name }) => only.includes(name))
}

export const wants = ({ settings }: Pick<ServiceFolder, 'settings'>, name: string): boolean =>
  settings.some(({ environmentName }) => environmentName === name)
