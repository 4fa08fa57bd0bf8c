// The platform as its code declares it: services, their routes, reactions and settings, found in the built folders.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { type Consumer, type Platform, queueOf, type Reaction } from '@eventflow/backbone'
import { catalogue } from '@eventflow/contracts'
import type { Route } from '@eventflow/http'
import { listSettings, type Setting, type SettingsTree } from '@eventflow/runtime'
import { furtherProcesses } from '../launcher/service-folders.js'

export interface DeclaredReaction {
  /** `create-profile-when-user-registered`: what it is called everywhere. */
  name: string
  file: string
  type: string
  queue: string
  contract: Reaction['contract']
}

export interface DeclaredService {
  name: string
  /** The sentence at the head of its service.ts. */
  about: string
  routes: Route[]
  reactions: DeclaredReaction[]
  settings: Setting<unknown>[]
  /** What is run of it: that of its name, and those that its package.json names. */
  processes: string[]
}

/** Who may read the dead letters of all: rights of this kind are given here, by name, and follow from nothing else. */
const operators = ['ops']

/** Stands for every resource that a factory wants: declaring something must not use anything. */
const nothing: object = new Proxy({}, { get: () => nothing })

type Factory = (parts: object) => unknown

export function readServices(root: string): DeclaredService[] {
  const folder = join(root, 'services')
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'dist', 'config.js')))
    .sort()
    .map((name) => readService(join(folder, name), name))
}

function readService(folder: string, name: string): DeclaredService {
  const files = filesBelow(join(folder, 'dist')).filter((file) => existsSync(sourceOf(file)))
  const reactionFiles = files.filter((file) => /-when-[a-z][a-z0-9-]*\.js$/.test(file))
  const declared = reactionFiles.map((file) => ({ file, reaction: declarationsOf(file)[0] as Reaction }))
  const { settings } = require(join(folder, 'dist', 'config.js')) as { settings: SettingsTree }
  return {
    name,
    about: firstSentence(join(folder, 'src', 'service.ts')),
    routes: files
      .filter((file) => /[/\\]route\.js$/.test(file))
      .flatMap((file) => declarationsOf(file) as Route[]),
    reactions: declared.map(({ file, reaction }) => ({
      name: baseName(file),
      file: sourceOf(file.slice(file.indexOf(join('services', name)))),
      type: reaction.contract.type,
      queue: queueOf(name, reaction.queue),
      contract: reaction.contract,
    })),
    settings: listSettings(settings),
    processes: [name, ...furtherProcesses(name, folder).map((process) => process.name)],
  }
}

/** The compiler leaves the files of sources that were renamed or deleted where they are. */
const sourceOf = (file: string): string =>
  file.replace(`${sep}dist${sep}`, `${sep}src${sep}`).replace(/\.js$/, '.ts')

const baseName = (file: string): string => file.replace(/^.*[/\\]/, '').replace(/\.js$/, '')

const declarationsOf = (file: string): unknown[] =>
  Object.values(require(file) as Record<string, Factory>)
    .filter((exported) => typeof exported === 'function')
    .map((factory) => factory(nothing))

export const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => !/\.spec\.[jt]s$/.test(file))
    .sort()

function firstSentence(file: string): string {
  return (readFileSync(file, 'utf8').split('\n', 1)[0] ?? '').replace(/^\/\/ /, '')
}

export function platformOf(services: readonly DeclaredService[]): Platform {
  const consumers = services.flatMap(consumersIn)
  const publishers = new Set(
    catalogue.map(({ producer }) => producer).filter((producer) => producer !== 'any'),
  )
  for (const { name, settings } of services)
    if (settings.some(({ environmentName }) => environmentName === 'RABBITMQ_URL')) publishers.add(name)
  return { services: [...publishers].sort(), contracts: catalogue, consumers, operators }
}

const consumersIn = ({ name, reactions }: DeclaredService): Consumer[] =>
  unique(reactions.map(({ queue }) => queue)).map((queue) => {
    const own = reactions.filter((reaction) => reaction.queue === queue)
    return { queue, service: name, contracts: unique(own.map(({ contract }) => contract)) }
  })

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)]
